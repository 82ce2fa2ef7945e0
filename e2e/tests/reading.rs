//! What a marketer can read from the widget, in every layout.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use e2e::{Browser, Site, store_history};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// One sample per minute for half an hour. `of` gives the counts by age in minutes.
fn half_an_hour(of: impl Fn(i64) -> [i64; 6]) -> Vec<(u64, [i64; 6])> {
    (0..30_i32)
        .rev()
        .map(|minute| (60 * u64::from(minute.unsigned_abs()), of(minute.into())))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn headline_and_verdicts_of_each_campaign() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for (id, headline, verdicts) in [
        (
            "camp_123",
            "20 emails are waiting",
            ["Likely healthy", "Directional", "Strong", "Likely healthy"],
        ),
        (
            "camp_bouncing",
            "Bounce rate is above 5%. Pause the campaign and clean the list before the sender is blocked.",
            ["Too low", "Directional", "Likely typical", "Dangerous"],
        ),
        (
            "camp_tiny",
            "4 emails are waiting",
            ["Too early to say", "Directional", "Too early to say", "Too early to say"],
        ),
        (
            "camp_millions",
            "Reply rate is below 1%. Try another",
            ["Healthy", "Directional", "Weak", "Healthy"],
        ),
    ] {
        let page = browser.open(&site.url(&format!("?campaign={id}"))).await?;
        page.await_text(".headline", headline).await?;
        let script = "return [...root.querySelectorAll('[data-verdict]')].map(e => e.textContent)";
        let text = page.inside(script, vec![]).await?;
        ensure!(text == json!(verdicts), "{id}: {text}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn queue_estimate_stalled_and_finished_are_shown() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_999")).await?;
    let finished = half_an_hour(|_| [640, 640, 629, 11, 47, 0]);
    store_history(&page, &site.url(""), "camp_finished", &finished).await?;
    let page = browser.open(&site.url("?campaign=camp_finished")).await?;
    let nothing = "Finished: the queue is empty and nothing was sent for 29 min";
    page.await_text(".headline", nothing).await?;
    let text = page.text(".pace").await?;
    ensure!(text.is_empty(), "already shown in the headline: {text}");
    let held = half_an_hour(|_| [2150, 1284, 1246, 38, 52, 866]);
    store_history(&page, &site.url(""), "camp_paused", &held).await?;
    let page = browser.open(&site.url("?campaign=camp_paused")).await?;
    page.await_text(".headline", "Bounce rate is above 2%").await?;
    page.await_text(".pace", "Stalled: 866 emails have been queued for 29 min").await?;
    // Ten emails sent and eight enrolled per minute: the queue shrinks by two.
    let sending =
        half_an_hour(|ago| [500 - 8 * ago, 480 - 10 * ago, 471 - 10 * ago, 9, 38, 20 + 2 * ago]);
    let began = Instant::now();
    store_history(&page, &site.url(""), "camp_123", &sending).await?;
    let page = browser.open(&site.url("?campaign=camp_123")).await?;
    page.await_text(".headline", "At the current rate, it will be empty in about 10 min.").await?;
    let text = page.text(".pace").await?;
    let (per_hour, rest) = text.split_once(' ').unwrap_or_default();
    ensure!(rest.starts_with("emails an hour, measured over the last"), "{text}");
    // The last sample is late by the time that the page took to open. Two digits are shown.
    let min_rate = 290 * 3600 / (29 * 60 + began.elapsed().as_secs() + 2) / 10 * 10;
    ensure!((min_rate..=600).contains(&per_hour.parse()?), "{text}, below {min_rate}");
    store_history(&page, &site.url(""), "camp_paused", &held).await?;
    let tolerant = "?campaign=camp_paused&bands=bounce:10,20%20delivery:50,60";
    let page = browser.open(&site.url(tolerant)).await?;
    page.await_text(".headline", "Stalled: 866 emails have been queued for 29 min").await
}

#[tokio::test(flavor = "multi_thread")]
async fn trends_are_operable_by_keyboard_and_pointer() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_999")).await?;
    let history = half_an_hour(|ago| [500, 480 - 10 * ago, 471 - 10 * ago, 9, 38, 20 + 10 * ago]);
    store_history(&page, &site.url(""), "camp_123", &history).await?;
    let page = browser.open(&site.url("?campaign=camp_123")).await?;
    page.await_text("[data-trend=Sent]", "+290").await?;
    page.await_text("[data-trend=Queued]", "−290").await?;
    page.await_text(".when", "since ").await?;
    let back = "const slider = root.querySelector('.point'); slider.value = 0;
        slider.dispatchEvent(new Event('input', { bubbles: true }))";
    page.inside(back, vec![]).await?;
    page.await_text("[data-trend=Sent]", "190").await?;
    let text = "return root.querySelector('.point').getAttribute('aria-valuetext')";
    let text = page.inside(text, vec![]).await?.to_string();
    ensure!(text.contains("Sent 190") && text.contains("Queued 310"), "{text}");
    page.inside("root.querySelector('.point').dispatchEvent(new Event('blur'))", vec![]).await?;
    page.await_text("[data-trend=Sent]", "+290").await?;
    let point = "const line = root.querySelector('.counter:nth-child(2) .trend');
        const box = line.getBoundingClientRect();
        line.dispatchEvent(new PointerEvent('pointermove', { clientX: box.x, clientY: box.y + 9 }))";
    page.inside(point, vec![]).await?;
    page.await_text("[data-trend=Sent]", "190").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn board_sorts_totals_and_compares_with_one_failed_campaign() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let query = "?campaign=camp_123&campaign=camp_500&campaign=camp_bouncing&campaign=camp_tiny";
    let page = browser.open(&site.url(query)).await?;
    page.await_text("tfoot", "3 of 4").await?;
    page.await_text("tbody tr:nth-child(2) th", "The server has a problem (status 500).").await?;
    let names = "return [...root.querySelectorAll('tbody th > span:first-of-type')].map(e => e.textContent)";
    let given = json!(["camp_123", "camp_500", "camp_bouncing", "camp_tiny"]);
    ensure!(page.inside(names, vec![]).await? == given);
    page.click("[data-column=Sent] button").await?;
    page.await_inside(names, json!(["camp_bouncing", "camp_123", "camp_tiny", "camp_500"])).await?;
    page.click("[data-column=Sent] button").await?;
    page.await_inside(names, json!(["camp_tiny", "camp_123", "camp_bouncing", "camp_500"])).await?;
    let sorted = "return root.querySelector('[data-column=Sent]').ariaSort";
    ensure!(page.inside(sorted, vec![]).await? == json!("ascending"));
    // 480 + 3,015 + 6 sent; 9 + 199 + 0 of them bounced.
    ensure!(page.text("[data-total=Sent]").await? == "3,501");
    ensure!(page.text("[data-total=Bounce]").await? == "5.9%");
    let choose = "const [first, second] = root.querySelectorAll('select');
        for (const [select, place] of [[first, 0], [second, 2]]) {
            select.value = place; select.dispatchEvent(new Event('change', { bubbles: true }));
        }";
    page.inside(choose, vec![]).await?;
    page.await_text(".comparison p", "camp_123’s reply rate is higher by 7 points (").await?;
    let tiny = "const second = root.querySelectorAll('select')[1];
        second.value = 3; second.dispatchEvent(new Event('change', { bubbles: true }))";
    page.inside(tiny, vec![]).await?;
    page.await_text(".comparison p", "Too early to compare").await
}

#[tokio::test(flavor = "multi_thread")]
async fn trends_of_a_board_share_the_selected_time() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_999")).await?;
    let long = half_an_hour(|ago| [500, 480 - 10 * ago, 471 - 10 * ago, 9, 38, 20 + 10 * ago]);
    let short: Vec<_> = long.iter().filter(|(ago, _)| *ago < 600).copied().collect();
    store_history(&page, &site.url(""), "camp_123", &long).await?;
    store_history(&page, &site.url(""), "camp_tiny", &short).await?;
    browser.emulate_screen(1400, 1.0, false).await?;
    let page = browser.open(&site.url("?campaign=camp_tiny&campaign=camp_123")).await?;
    let [first, second] = [1, 2].map(|row| format!("tbody tr:nth-child({row}) .trend-text"));
    page.await_text(&second, "+290").await?;
    page.await_text(".when", "since ").await?;
    // The slider steps through the points of the campaign with the longest history.
    let back = "const slider = root.querySelector('.point'); slider.value = 0;
        slider.dispatchEvent(new Event('input', { bubbles: true }))";
    page.inside(back, vec![]).await?;
    page.await_text(&second, "190").await?;
    let point = "const line = root.querySelector('tbody tr .trend'), box = line.getBoundingClientRect();
        line.dispatchEvent(new PointerEvent('pointermove', { clientX: box.x, clientY: box.y + 9 }))";
    page.inside(point, vec![]).await?;
    page.await_text(&first, "390").await?;
    page.await_text(&second, "390").await?;
    page.inside("root.querySelector('.trend').dispatchEvent(new Event('pointerleave'))", vec![])
        .await?;
    page.await_text(&second, "+290").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn compact_layout_shows_label_counts_and_warning() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let query = "?campaign=camp_bouncing&label=Win-back&layout=compact";
    let page = browser.open(&site.url(query)).await?;
    page.await_text(".compact", "Win-back").await?;
    page.await_text(SENT, "3,015").await?;
    page.await_text(".alert", "Bounce rate is above 5%.").await?;
    let height = "return root.querySelector('.compact').getBoundingClientRect().height";
    browser.emulate_screen(1200, 1.0, false).await?;
    let height = page.inside(height, vec![]).await?.as_f64().unwrap_or_default();
    ensure!(height > 20.0 && height < 60.0, "height: {height} px");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn export_menu_copies_downloads_and_prints() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&label=Spring")).await?;
    page.await_text(SENT, "480").await?;
    let watch = "window.taken = [];
        navigator.clipboard.writeText = async text => { taken.push(text) };
        URL.createObjectURL = blob => { blob.text().then(text => taken.push(text)); return 'data:,' };
        window.print = () => taken.push('printed')";
    page.run(watch, vec![]).await?;
    // The pictures have tests of their own.
    for (count, place) in [(1, 1), (2, 2), (3, 3), (4, 6), (5, 7)] {
        page.click(".menu summary").await?;
        page.click(&format!(".menu-items button:nth-child({place})")).await?;
        page.await_run("return taken.length", json!(count)).await?;
        ensure!(
            page.inside("return root.querySelector('.menu').open", vec![]).await? == json!(false)
        );
    }
    let taken = page.run("return taken", vec![]).await?;
    let taken: Vec<String> = serde_json::from_value(taken)?;
    for (text, part) in taken.iter().zip([
        "Delivery 98.1% (471 of 480 sent): Likely healthy",
        "| Spring | 500 | 480 | 471 | 9 | 38 | 20 | 98.1% | 42% | 8% | 1.9% |",
        "Spring\t500\t480\t471\t9\t38\t20\t98.1%\t42%\t8%\t1.9%",
        "Z,500,480,471,9,38,20,0.42",
        "printed",
    ]) {
        ensure!(text.contains(part), "{part} is not in: {text}");
    }
    page.await_text(".live-region", "Copied.").await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn copy_works_without_the_clipboard_api() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123")).await?;
    page.await_text(SENT, "480").await?;
    let watch = "Object.defineProperty(navigator, 'clipboard', { value: undefined });
        addEventListener('copy', () => { window.copied = String(document.activeElement.value) })";
    page.run(watch, vec![]).await?;
    page.click(".menu summary").await?;
    page.click(".menu-items button").await?;
    page.await_run("return (window.copied ?? '').includes('471 of 480 sent')", json!(true)).await?;
    ensure!(page.run("return document.querySelector('textarea')", vec![]).await? == json!(null));
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn live_region_announces_user_actions_only() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let page = browser.open(&site.url("?campaign=camp_123&refresh=8")).await?;
    page.await_text(SENT, "480").await?;
    let regions = "return root.querySelectorAll('[role=status], [aria-live]').length";
    ensure!(page.inside(regions, vec![]).await? == json!(1), "one live region");
    site.sandbox.clock.put(10_000);
    page.await_text(SENT, &site.sent("camp_123")).await?;
    let announced = page.text(".live-region").await?;
    ensure!(announced.is_empty(), "an automatic refresh was announced: {announced}");
    // Requests are at least one second apart.
    tokio::time::sleep(Duration::from_secs(1)).await;
    page.click(".refresh").await?;
    page.await_text(".live-region", "Refreshed: Enrolled 5").await?;
    page.click(".pause").await?;
    page.await_text(".live-region", "Paused.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn language_is_inherited_through_shadow_roots() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let body = "<div lang=fr><section></section></div><script type=module>
        const outer = document.querySelector('section').attachShadow({ mode: 'open' });
        outer.innerHTML = '<p></p>';
        const inner = outer.querySelector('p').attachShadow({ mode: 'closed' });
        inner.innerHTML = '<campaign-stats campaign=camp_123></campaign-stats>';
        window.widget = inner.querySelector('campaign-stats').shadowRoot</script>";
    let page = browser.open(&site.page("nested", body)).await?;
    let word = "return widget.querySelectorAll('.counter dt')[2]?.textContent";
    page.await_run(word, json!("Délivrés")).await?;
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn plural_forms_follow_the_language_of_the_texts() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    // Russian and Japanese fall back to English texts: in Russian, 21 is in the category "one",
    // and Japanese has one category only.
    for (lang, queued, words) in [
        ("ru", 21, "21 emails are waiting"),
        ("ja", 1, "1 email is waiting"),
        ("en", 1, "1 email is waiting"),
        ("de", 1, "1 E-Mail steht"),
        ("de", 21, "21 E-Mails stehen"),
    ] {
        let answer = json!({ "campaignId": "camp_1", "totalEnrolled": 500, "sent": 480,
            "delivered": 471, "bounced": 9, "replied": 38, "queued": queued,
            "openRate": 0.42, "replyRate": 0.08 });
        let body = format!(
            "<script>window.fetch = (fetched => (what, how) => String(what.url ?? what).includes('/v1/')
                ? Promise.resolve(new Response(JSON.stringify({answer}))) : fetched(what, how)
            )(window.fetch)</script>
            <campaign-stats campaign=camp_1 lang={lang}></campaign-stats>"
        );
        let page = browser.open(&site.page("forms", &body)).await?;
        page.await_text(".headline", words).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ages_and_dates_are_in_the_language_of_the_texts() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    // No texts in Arabic, Japanese and Russian; a region of a language with texts; German.
    for (lang, age, date) in [
        ("ar", "sec. ago", "As of"),
        ("ja", "sec. ago", "As of"),
        ("ru-RU", "sec. ago", "As of"),
        ("en-GB", "sec ago", "As of"),
        ("de", "vor", "Stand"),
    ] {
        let element =
            format!("<campaign-stats campaign=camp_123 refresh=3600 lang={lang}></campaign-stats>");
        let page = browser.open(&site.page(lang, &element)).await?;
        page.await_text(".freshness", age).await.context(lang)?;
        // Comes a second after the numbers.
        page.await_text(".moment", date).await.context(lang)?;
        let texts = [page.text(".freshness").await?, page.text(".moment").await?].concat();
        ensure!(texts.is_ascii() || lang == "de", "{lang}: {texts}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_and_numbers_follow_the_language_and_labels_override_them() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    for (lang, sent, word, announced) in [
        ("de", "11.204.331", "Zugestellt", "de"),
        ("fr-CA", "11\u{202f}204\u{202f}331", "Délivrés", "fr"),
        ("es", "11.204.331", "Entregados", "es"),
        ("pt-BR", "11.204.331", "Entregues", "pt"),
        ("en-IN", "1,12,04,331", "Delivered", "en"),
        ("sv", "11 204 331", "Delivered", "en"),
        ("not a tag!", "11,204,331", "Delivered", "en"),
    ] {
        let page = browser.open(&site.url(&format!("?campaign=camp_millions&lang={lang}"))).await?;
        page.await_text(SENT, "1").await?;
        let shown = page.text(SENT).await?;
        ensure!(shown.replace('\u{202f}', " ") == sent.replace('\u{202f}', " "), "{lang}: {shown}");
        page.await_text(".counter:nth-child(3) dt", word).await?;
        // For the pronunciation of screen readers.
        let text = page.inside("return root.querySelector('.campaign-stats').lang", vec![]).await?;
        ensure!(text == announced, "{lang} has the language {text}");
        page.ensure_no_errors().await?;
    }
    let body = "<div lang=de><campaign-stats campaign=camp_123></campaign-stats></div>";
    let page = browser.open(&site.page("german", body)).await?;
    page.await_text(".freshness", "vor").await?;
    let relabel = "document.querySelector('campaign-stats').labels =
        { replied: 'Geantwortet haben', unheard: 'of' }";
    page.run(relabel, vec![]).await?;
    page.await_text(".counter:nth-child(5) dt", "Geantwortet haben").await?;
    page.await_inside("return root.querySelector('.campaign-stats').lang", json!("de")).await?;
    page.await_text(".problems", "labels: “unheard” is not the name of a text").await?;
    let wrong = "document.querySelector('campaign-stats').bands = { bounce: [1, 'x', 4] }";
    page.run(wrong, vec![]).await?;
    page.await_text(".problems", "“bounce” needs two numbers").await?;
    let bands = "document.querySelector('campaign-stats').bands = { reply: [10, 20] }";
    page.run(bands, vec![]).await?;
    page.await_inside(
        "return root.querySelectorAll('.rate')[2].dataset.severity",
        json!("attention"),
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn kiosk_is_large_and_has_no_controls() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    browser.emulate_screen(1920, 1.0, false).await?;
    let page = browser.open(&site.url("?campaign=camp_123&kiosk")).await?;
    page.await_text(SENT, "480").await?;
    // Its style is a file of its own.
    let look = "const style = selector => getComputedStyle(root.querySelector(selector));
        return [parseFloat(style('.figure').fontSize) >= 60, style('.controls').display,
            style('.times').display]";
    page.await_inside(look, json!([true, "none", "none"])).await
}
