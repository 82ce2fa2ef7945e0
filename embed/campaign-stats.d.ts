/** A widget that shows live numbers of email campaigns: the element `<campaign-stats>`. */
export interface CampaignStatsElement extends HTMLElement {
  /** One campaign id, or several separated by spaces. Attribute `campaign`. */
  campaign: string;
  /** Base URL in front of `/v1/…`. Default: the folder of the loader. Attribute `api`. */
  api: string;
  /**
   * `element.refresh()` requests new numbers now. `element.refresh = 30` sets the interval in seconds,
   * 1 to 3600, like the attribute `refresh`. Read the interval from the attribute.
   */
  get refresh(): () => void;
  set refresh(seconds: number | string | null);
  /**
   * `card`, `compact` (one line) or `board` (a table). Default: `card` for one campaign, `board` for
   * several. Attribute `layout`.
   */
  get layout(): string;
  set layout(layout: CampaignStatsLayout | null);
  /** Light or dark. Default: follows the system. Attribute `theme`. */
  get theme(): string;
  set theme(theme: CampaignStatsTheme | null);
  /** Name to show, for a single campaign. Default: its id. Attribute `label`. */
  label: string;
  /** Language of texts and numbers. Default: the nearest `lang`. Attribute `lang`. */
  lang: string;
  /**
   * Where the trend data is stored: `local` (this browser), `session` (this tab) or `off`. Attribute
   * `history`.
   */
  get history(): string;
  set history(history: CampaignStatsHistory | null);
  /** `include` sends cookies to an API of another origin. Attribute `credentials`. */
  get credentials(): string;
  set credentials(credentials: CampaignStatsCredentials | null);
  /** Keep refreshing while the page is hidden. Attribute `background`. */
  background: boolean;
  /** For wall displays: large type, no controls, automatic reload after a crash. Attribute `kiosk`. */
  kiosk: boolean;

  /**
   * Returns an access token for the API. Called when there is no token yet, and once more after the
   * API answered 401. The token is sent as `Authorization: Bearer …`. It may be replaced at any time, as by each
   * rendering: the newest function is called when the next token is needed, or by `refresh()`.
   */
  tokenProvider: (() => string | PromiseLike<string>) | null | undefined;
  /** The two thresholds of a rate, in percent. */
  bands: CampaignStatsBands | string | null | undefined;
  /** Replaces texts of the widget, by their names in `embed/texts/en.txt`. */
  labels: Readonly<Record<string, string>> | null | undefined;
  /**
   * Names of campaigns by id. Without `campaign`, all of these campaigns are shown.
   */
  names: Readonly<Record<string, string>> | null | undefined;

  /** Stops refreshing until `resume()` or until other campaigns are shown. */
  pause(): void;
  /** Continues after `pause()`. */
  resume(): void;
}

export type CampaignStatsLayout = 'card' | 'compact' | 'board';
export type CampaignStatsTheme = 'auto' | 'light' | 'dark';
export type CampaignStatsHistory = 'local' | 'session' | 'off';
export type CampaignStatsCredentials = 'same-origin' | 'include';

/** Two thresholds in percent, in ascending order. */
export interface CampaignStatsBands {
  delivery?: readonly [number, number];
  reply?: readonly [number, number];
  bounce?: readonly [number, number];
}

/** The numbers as the API returns them. A rate is from 0 to 1, or `null` if unknown. */
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

/** Names of the counts. */
export type CampaignStatsCounter =
  'totalEnrolled' | 'sent' | 'delivered' | 'bounced' | 'replied' | 'queued';

/** The numbers of a campaign changed or arrived for the first time. */
export interface CampaignStatsUpdateDetail {
  /** The campaign's id. */
  campaign: string;
  stats: CampaignStatsNumbers;
  /** Time of the numbers, in milliseconds since 1970. */
  at: number;
  /** Change of each count since the last update. Unchanged counts are omitted. */
  changes: Partial<Record<CampaignStatsCounter, number>>;
}

/** The state of a campaign changed. */
export interface CampaignStatsStateDetail {
  /** The campaign's id. */
  campaign: string;
  state: CampaignStatsState;
  /** Why the last request brought no numbers; `null` if it succeeded. */
  reason: CampaignStatsReason | null;
  /** Time of the next request, in milliseconds since 1970; `null` if unknown. */
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

/** Attributes for JSX. React 18 sets attributes only, React 19 also sets properties. */
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
  // The events bubble up to the document and the window.
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
