// Typical use of the package from TypeScript: everything has a type, and wrong usage is an error.
import 'campaign-stats';
import type { CampaignStatsElement, CampaignStatsReason } from 'campaign-stats';

const element: CampaignStatsElement = document.createElement('campaign-stats');
element.campaign = 'camp_1 camp_2';
element.refresh = 30;
element.refresh();
element.layout = 'board';
element.layout = null;
element.kiosk = true;
element.bands = { bounce: [1.5, 4] };
element.bands = 'bounce:1.5,4';
element.labels = { replied: 'Answers' };
element.names = { camp_1: 'Spring launch' };
element.tokenProvider = async () => 'a token';
element.pause();
element.resume();
document.body.append(element);

document.addEventListener('campaign-stats-update', ({ detail }) => {
  const sent: number = detail.stats.sent;
  const rate: number | null = detail.stats.replyRate;
  const more: number | undefined = detail.changes.replied;
  console.log(detail.campaign, new Date(detail.at), sent, rate, more);
});
document.querySelector('campaign-stats')?.addEventListener('campaign-stats-state', ({ detail }) => {
  const reason: CampaignStatsReason | null = detail.reason;
  console.log(detail.state === 'stale', reason, detail.nextAt);
});

// @ts-expect-error Unknown layout.
element.layout = 'table';
// @ts-expect-error Two thresholds are required.
element.bands = { bounce: [1.5] };
// @ts-expect-error A provider is required, not a token.
element.tokenProvider = 'a token';
// @ts-expect-error Unknown field.
document.addEventListener('campaign-stats-update', ({ detail }) => detail.stats.opened);
