//! The report as a badge for a README: an SVG that says how many clients connect.

use super::Report;

/// The width of a character of 11 px Verdana, on average, in tenths of a pixel: the text is fitted to what follows from it.
const CHARACTER: usize = 68;

/// `report` as an SVG image.
pub fn render(report: &Report) -> String {
    let connect = |word: &str| report.clients.iter().filter(|client| client.prediction == word).count();
    let (whole, losing, all) = (connect("connects"), connect("degraded"), report.clients.len());
    let (told, color) = match (whole, losing) {
        _ if whole == all => ("connects".to_owned(), "#2e7d32"),
        _ if whole + losing == all => ("connects, with losses".to_owned(), "#8a6100"),
        (0, 0) => ("does not connect".to_owned(), "#b3261e"),
        _ => (format!("{} of {all} connect", whole + losing), "#b3261e"),
    };
    let label = match &report.clients[..] {
        [client] => client.client,
        _ => "Claude",
    };
    svg(label, &told, color)
}

fn svg(label: &str, told: &str, color: &str) -> String {
    let width = |text: &str| text.chars().count() * CHARACTER / 10;
    let (left, right) = (width(label) + 12, width(told) + 12);
    let all = left + right;
    let text = |text: &str, start: usize| {
        let (x, length) = (start + 6, width(text));
        format!(r#"<text x="{x}" y="14" textLength="{length}" lengthAdjust="spacingAndGlyphs">{text}</text>"#)
    };
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{all}" height="20" role="img" aria-label="{label}: {told}">
<title>{label}: {told}</title>
<clipPath id="r"><rect width="{all}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#454545"/><rect x="{left}" width="{right}" height="20" fill="{color}"/></g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">{}{}</g>
</svg>
"##,
        text(label, 0),
        text(told, left)
    )
}
