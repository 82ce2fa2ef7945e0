const { createElement, useEffect, useRef, useState } = React;

/** Options are attributes. Events need a ref: React 18 does not support custom events in JSX. */
function Campaign({ id, onStats }) {
  const element = useRef(null);
  useEffect(() => {
    const listen = ({ detail }) => onStats(detail.stats);
    const { current } = element;
    current.addEventListener('campaign-stats-update', listen);
    return () => current.removeEventListener('campaign-stats-update', listen);
  }, [onStats]);
  return createElement('campaign-stats', { ref: element, campaign: id, refresh: 5 });
}

function App() {
  const [campaign, setCampaign] = useState('camp_123');
  const [stats, setStats] = useState(null);
  return createElement(
    'main',
    null,
    createElement('button', { onClick: () => setCampaign('camp_draft') }, 'Show the draft'),
    createElement('p', { id: 'sent' }, stats ? `${stats.campaignId}: ${stats.sent} sent` : 'Loading…'),
    createElement(Campaign, { id: campaign, onStats: setStats }),
  );
}

ReactDOM.createRoot(document.getElementById('app')).render(createElement(App));
