/** A live view of email campaigns: the element `<campaign-stats>`. */
export interface CampaignStatsElement extends HTMLElement {
  /** One campaign id, or several separated by spaces. Attribute `campaign`. */
  campaign: string;
  /** The URL in front of `/v1/…`. By default the folder of the loader. Attribute `api`. */
  api: string;
  /**
   * `element.refresh()` asks for fresh numbers now; `element.refresh = 30` sets the seconds between
   * two refreshes, 1 to 3600, as the attribute `refresh` does, from which they can be read.
   */
  get refresh(): () => void;
  set refresh(seconds: number | string | null);
  /**
   * How it is laid out: `card`, `compact` (one line) or `board` (a table). By default a single
   * campaign as a card, several as a board. Attribute `layout`.
   */
  get layout(): string;
  set layout(layout: CampaignStatsLayout | null);
  /** Light or dark; by default as the reader's system has it. Attribute `theme`. */
  get theme(): string;
  set theme(theme: CampaignStatsTheme | null);
  /** The name to show, for a single campaign. By default its id. Attribute `label`. */
  label: string;
  /** The language of numbers and words. By default that of the nearest `lang`. Attribute `lang`. */
  lang: string;
  /**
   * Where the history is kept from which trends are drawn: `local` (in this browser), `session`
   * (in this tab) or `off`. Attribute `history`.
   */
  get history(): string;
  set history(history: CampaignStatsHistory | null);
  /** Whether cookies go to an API of another origin. Attribute `credentials`. */
  get credentials(): string;
  set credentials(credentials: CampaignStatsCredentials | null);
  /** Whether to keep asking while the page is hidden. Attribute `background`. */
  background: boolean;
  /** For a wall display: large type, no controls, reload after a crash. Attribute `kiosk`. */
  kiosk: boolean;

  /**
   * Gives a token of the page's own for the API: called when there is none yet, and once more when
   * the API has refused the one there is (401). It is sent as `Authorization: Bearer …`.
   */
  tokenProvider: (() => string | PromiseLike<string>) | null | undefined;
  /** The two thresholds of each rate, in percent. */
  bands: CampaignStatsBands | string | null | undefined;
  /** Words of the interface to be replaced, by their name. */
  labels: Readonly<Record<string, string>> | null | undefined;
  /**
   * Names of campaigns by their ids, shown in place of these. Where `campaign` names none, these
   * campaigns are shown.
   */
  names: Readonly<Record<string, string>> | null | undefined;

  /** Stops asking until `resume()`. */
  pause(): void;
  /** Goes on after `pause()`. */
  resume(): void;
}

export type CampaignStatsLayout = 'card' | 'compact' | 'board';
export type CampaignStatsTheme = 'auto' | 'light' | 'dark';
export type CampaignStatsHistory = 'local' | 'session' | 'off';
export type CampaignStatsCredentials = 'same-origin' | 'include';

/** Two thresholds in percent, the first below the second. */
export interface CampaignStatsBands {
  delivery?: readonly [number, number];
  reply?: readonly [number, number];
  bounce?: readonly [number, number];
}

/** The numbers, as the API has them. A rate is a share from 0 to 1, or `null` where it is unknown. */
export interface CampaignStatsNumbers {
  campaignId: string;
  totalEnrolled: number;
  sent: number;
  delivered: number;
  bounced: number;
  replied: number;
  queued: number;
  openRate: number | null;
  replyRate: number | null;
}

/** The counts among the numbers. */
export type CampaignStatsCounter =
  'totalEnrolled' | 'sent' | 'delivered' | 'bounced' | 'replied' | 'queued';

/** The numbers of a campaign have changed, or are there for the first time. */
export interface CampaignStatsUpdateDetail {
  /** The campaign's id. */
  campaign: string;
  stats: CampaignStatsNumbers;
  /** When the API gave them, in milliseconds since 1970. */
  at: number;
  /** By how much each count has moved since the last update; those that have not are left out. */
  changes: Partial<Record<CampaignStatsCounter, number>>;
}

/** A campaign has come into another state. */
export interface CampaignStatsStateDetail {
  /** The campaign's id. */
  campaign: string;
  state: CampaignStatsState;
  /** Why the newest request brought no numbers; `null` where it did. */
  reason: CampaignStatsReason | null;
  /** When the next request is due, in milliseconds since 1970; `null` where that is not known. */
  nextAt: number | null;
}

export type CampaignStatsState = 'loading' | 'fresh' | 'stale' | 'error' | 'paused';

export type CampaignStatsReason =
  | 'bad_address'
  | 'invalid_request'
  | 'authentication_failed'
  | 'campaign_not_found'
  | 'too_many_requests'
  | 'server_error'
  | 'redirected'
  | 'unexpected_status'
  | 'network'
  | 'timeout'
  | 'undecodable'
  | 'no_token';

/** The attributes, as JSX has them: React 18 sets attributes, later ones set properties too. */
export interface CampaignStatsAttributes {
  campaign?: string;
  api?: string;
  refresh?: number | string;
  layout?: CampaignStatsLayout;
  theme?: CampaignStatsTheme;
  label?: string;
  lang?: string;
  history?: CampaignStatsHistory;
  credentials?: CampaignStatsCredentials;
  background?: boolean | '';
  kiosk?: boolean | '';
  id?: string;
  class?: string;
  className?: string;
  slot?: string;
  hidden?: boolean;
  style?: unknown;
  key?: string | number | null;
  ref?: unknown;
  children?: undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'campaign-stats': CampaignStatsElement;
  }
  // They bubble: also to the document and the window.
  interface GlobalEventHandlersEventMap {
    'campaign-stats-update': CustomEvent<CampaignStatsUpdateDetail>;
    'campaign-stats-state': CustomEvent<CampaignStatsStateDetail>;
  }
  namespace JSX {
    interface IntrinsicElements {
      'campaign-stats': CampaignStatsAttributes;
    }
  }
}
