//! A drawing as SVG text. Without `foreignObject`, so that a canvas may be read after it was drawn there.

use crate::model::display::bar::Anchor;
use crate::model::insight::bands::Severity;
use crate::model::text::format::plain_number;
use crate::model::text::message::Tone;

/// The colours and the font of a view, as CSS writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the custom properties of the style sheet")]
pub struct Palette {
    pub ink: String,
    pub soft: String,
    pub faint: String,
    pub line: String,
    pub paper: String,
    pub ground: String,
    pub accent: String,
    pub accent_soft: String,
    pub good: String,
    pub warning: String,
    pub warning_soft: String,
    pub alarm: String,
    pub alarm_soft: String,
    pub font: String,
}

impl Palette {
    /// The colour of a verdict.
    #[must_use]
    pub fn verdict(&self, severity: Severity) -> &str {
        match severity {
            Severity::Neutral => &self.soft,
            severity => self.bar(severity),
        }
    }

    /// The colour of a bar.
    #[must_use]
    pub fn bar(&self, severity: Severity) -> &str {
        match severity {
            Severity::Good => &self.good,
            Severity::Attention => &self.warning,
            Severity::Danger => &self.alarm,
            Severity::Neutral => &self.accent,
        }
    }

    /// The colours of a message: of its mark, and behind it.
    #[must_use]
    pub fn tone(&self, tone: Tone) -> [&str; 2] {
        match tone {
            Tone::Quiet => [&self.soft, &self.ground],
            Tone::Warning => [&self.warning, &self.warning_soft],
            Tone::Alarm => [&self.alarm, &self.alarm_soft],
        }
    }
}

/// A finished drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// SVG text.
    pub svg: String,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
}

/// How a text looks: size in pixels, weight, colour.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a>(pub u32, pub u32, pub &'a str);

/// The content of an SVG image.
#[derive(Debug, Default)]
pub struct Drawing(String);

impl Drawing {
    /// A text. Its place may be a share of the width, with a percent sign.
    pub fn text(&mut self, x: &str, y: u32, anchor: Anchor, style: Style<'_>, text: &str) {
        if text.is_empty() {
            return;
        }
        let Style(size, weight, colour) = style;
        self.begin(
            "text",
            &[
                ("x", x),
                ("y", &y.to_string()),
                ("text-anchor", anchor.name()),
                ("font-size", &size.to_string()),
                ("font-weight", &weight.to_string()),
                ("fill", colour),
            ],
        );
        self.0.push('>');
        self.0.push_str(&escape(text));
        self.0.push_str("</text>");
    }

    /// A rectangle, with its corners rounded by `radius`. Place and width may be shares, with a percent sign.
    pub fn rect(&mut self, x: [&str; 2], [y, height]: [u32; 2], radius: u32, colour: &str) {
        self.rect_at(x, &y.to_string(), height, radius, colour);
    }

    fn rect_at(&mut self, [x, width]: [&str; 2], y: &str, height: u32, radius: u32, colour: &str) {
        self.element(
            "rect",
            &[
                ("x", x),
                ("y", y),
                ("width", width),
                ("height", &height.to_string()),
                ("rx", &radius.to_string()),
                ("fill", colour),
            ],
        );
    }

    /// The same, translucent, and `beyond` pixels higher on both sides.
    pub fn soft_rect(&mut self, x: [&str; 2], [y, height]: [u32; 2], beyond: u32, colour: &str) {
        self.0.push_str("<g opacity=\"0.26\">");
        let top = plain_number(f64::from(y) - f64::from(beyond));
        let height = height + 2 * beyond;
        self.rect_at(x, &top, height, height / 2, colour);
        self.0.push_str("</g>");
    }

    /// A horizontal line.
    pub fn rule(&mut self, x: [&str; 2], y: u32, colour: &str) {
        self.rect(x, [y, 1], 0, colour);
    }

    /// A line drawing of 16 × 16 pixels.
    pub fn icon(&mut self, x: u32, y: u32, colour: &str, path: &str) {
        let translate = ["translate(", &x.to_string(), " ", &y.to_string(), ")"].concat();
        self.element(
            "path",
            &[
                ("d", path),
                ("transform", &translate),
                ("fill", "none"),
                ("stroke", colour),
                ("stroke-width", "1.6"),
                ("stroke-linecap", "round"),
                ("stroke-linejoin", "round"),
            ],
        );
    }

    /// A sparkline on its grid of 1000 × 200, stretched to a box.
    pub fn sparkline(&mut self, [x, y, width, height]: [u32; 4], colour: &str, path: &str) {
        let [x, y, width, height] = [x, y, width, height].map(|number| number.to_string());
        let place =
            ["<svg x=\"", &x, "\" y=\"", &y, "\" width=\"", &width, "\" height=\"", &height];
        self.0.push_str(&place.concat());
        self.0.push_str("\" viewBox=\"0 -20 1000 240\" preserveAspectRatio=\"none\">");
        self.element(
            "path",
            &[
                ("d", path),
                ("fill", "none"),
                ("stroke", colour),
                ("stroke-width", "1.5"),
                ("stroke-linejoin", "round"),
                ("vector-effect", "non-scaling-stroke"),
            ],
        );
        self.0.push_str("</svg>");
    }

    /// A part with places of its own: shares in it are of this width.
    pub fn part(&mut self, [x, y, width]: [u32; 3], draw: impl FnOnce(&mut Self)) {
        let [x, y, width] = [x, y, width].map(|number| number.to_string());
        let place = ["<svg x=\"", &x, "\" y=\"", &y, "\" width=\"", &width];
        self.0.push_str(&place.concat());
        self.0.push_str("\" height=\"10\" overflow=\"visible\">");
        draw(self);
        self.0.push_str("</svg>");
    }

    /// The image, on paper with an edge.
    #[must_use]
    pub fn finish(self, width: u32, height: u32, palette: &Palette) -> Picture {
        let [w, h] = [width, height].map(|length| length.to_string());
        let mut svg = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"",
            &w,
            "\" height=\"",
            &h,
            "\" font-family=\"",
            &escape(&palette.font),
            "\"><defs><pattern id=\"stripes\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><path d=\"M0 0H6V6H0Z\" fill=\"",
            &escape(&palette.accent_soft),
            "\"/><path d=\"M0 0H3V6H0Z\" fill=\"",
            &escape(&palette.accent),
            "\"/></pattern></defs>",
        ]
        .concat();
        let mut ground = Self::default();
        // The edge of the paper is what is left of its ground.
        ground.element("rect", &[("width", "100%"), ("height", "100%"), ("fill", &palette.line)]);
        let [inner_width, inner_height] =
            [width, height].map(|length| length.saturating_sub(2).to_string());
        ground.element(
            "rect",
            &[
                ("x", "1"),
                ("y", "1"),
                ("width", &inner_width),
                ("height", &inner_height),
                ("fill", &palette.paper),
            ],
        );
        svg.push_str(&ground.0);
        svg.push_str(&self.0);
        svg.push_str("</svg>");
        Picture { svg, width, height }
    }

    /// An element without content.
    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes);
        self.0.push_str("/>");
    }

    /// An element up to the end of its tag.
    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push_str(&[" ", name, "=\"", &escape(value), "\""].concat());
        }
    }
}

/// A text as XML content or attribute value. Control characters, which XML forbids, become spaces.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Lines of at most so many characters, broken at spaces; the last of `max_lines` ends with "…" if there is more.
#[must_use]
pub fn wrap(text: &str, max_chars: usize, max_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + length <= max_chars => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let is_cut = lines.len() > max_lines;
    lines.truncate(max_lines);
    for line in &mut lines {
        *line = shorten(line, max_chars);
    }
    if let Some(last) = lines.last_mut().filter(|last| is_cut && !last.ends_with('…')) {
        last.push('…');
    }
    lines
}

/// At most so many characters, with "…" if there are more.
#[must_use]
pub fn shorten(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(max_chars.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_wrapped_at_spaces() {
        assert_eq!(wrap("one two three", 7, 2), ["one two", "three"]);
        assert_eq!(wrap("one two three four", 7, 2), ["one two", "three…"]);
        assert_eq!(wrap("", 7, 2), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_text_stays_text(text in "\\PC+|.+") {
            let mut drawing = Drawing::default();
            drawing.text("1", 2, Anchor::Start, Style(12, 400, &text), &text);
            let inner = drawing.0.strip_prefix("<text ").unwrap().strip_suffix("</text>").unwrap();
            prop_assert!(!inner.contains('<'));
            prop_assert!(!drawing.0.contains(|character: char| character < ' '));
            prop_assert_eq!(inner.matches('"').count(), 12);
        }

        #[test]
        fn no_line_is_longer_than_allowed(text in ".*", max_chars in 1usize..40, max_lines in 1usize..4) {
            let lines = wrap(&text, max_chars, max_lines);
            prop_assert!(lines.len() <= max_lines);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= max_chars + 1));
        }
    }
}
