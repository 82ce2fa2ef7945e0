// The same with React 19.
import 'campaign-stats/react';

export const Campaign = () => <campaign-stats campaign="camp_1" refresh={5} layout="card" kiosk />;

// @ts-expect-error Unknown theme.
export const Wrong = () => <campaign-stats campaign="camp_1" theme="blue" />;
