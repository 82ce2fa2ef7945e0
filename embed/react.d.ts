import type { CampaignStatsAttributes } from './campaign-stats.js';

/** For React 19, which looks for JSX in its own module: `import 'campaign-stats/react'`. */
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'campaign-stats': CampaignStatsAttributes;
    }
  }
}
