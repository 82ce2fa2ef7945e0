// What somebody writes who has the package and TypeScript: all of it has a type, and what is wrong
// is found.
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

// @ts-expect-error There is no such layout.
element.layout = 'table';
// @ts-expect-error A threshold has two ends.
element.bands = { bounce: [1.5] };
// @ts-expect-error A token itself has no place on an element.
element.tokenProvider = 'a token';
// @ts-expect-error There is no such number.
document.addEventListener('campaign-stats-update', ({ detail }) => detail.stats.opened);
