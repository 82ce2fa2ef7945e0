// The same in React 19.
import 'campaign-stats/react';

export const Campaign = () => <campaign-stats campaign="camp_1" refresh={5} layout="card" kiosk />;

// @ts-expect-error There is no such theme.
export const Wrong = () => <campaign-stats campaign="camp_1" theme="blue" />;
