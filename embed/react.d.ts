import type { CampaignStatsAttributes } from './campaign-stats.js';

/** JSX types for React 19: `import 'campaign-stats/react'`. */
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'campaign-stats': CampaignStatsAttributes;
    }
  }
}
