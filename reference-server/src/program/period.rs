use std::{num::NonZeroU32, str::FromStr, time::Duration};

use reference_server::Rate;

/// A length of time as people write it: a number and one unit, `90s`, `15m`, `1h` or `30d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period(pub(super) Duration);

/// How a period is written.
pub(super) const PERIOD: &str = "a duration such as `90s`, `15m`, `1h` or `30d`";

/// The longest period that is taken: beyond a century, times would leave what a clock can tell.
const LONGEST: Duration = Duration::from_hours(24 * 365 * 100);

impl FromStr for Period {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, unit) = text.split_at(text.find(|char: char| !char.is_ascii_digit()).ok_or(())?);
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 60 * 60,
            "d" => 24 * 60 * 60,
            _ => return Err(()),
        };
        let number: u64 = number.parse().map_err(drop)?;
        let period = Duration::from_secs(number.checked_mul(seconds).ok_or(())?);
        if period > LONGEST { Err(()) } else { Ok(Self(period)) }
    }
}

/// A rate as people write it: requests and a period, `120/1m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace(pub(super) Rate);

/// How a rate is written.
pub(super) const PACE: &str = "a number of requests and the time in which it comes back, such as `120/1m`";

impl FromStr for Pace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (requests, period) = text.split_once('/').ok_or(())?;
        let requests: NonZeroU32 = requests.parse().map_err(drop)?;
        let Period(period) = period.parse()?;
        if period.is_zero() { Err(()) } else { Ok(Self(Rate { requests, period })) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_number_and_a_unit() {
        for (text, seconds) in [("0s", 0), ("90s", 90), ("15m", 900), ("1h", 3600), ("30d", 2_592_000)] {
            assert_eq!(text.parse(), Ok(Period(Duration::from_secs(seconds))), "{text}");
        }
        for text in ["", "90", "h", "1w", "1.5h", "-1s", "1 h", "1h30m", "99999999999999999999s", "40000d"] {
            assert_eq!(text.parse::<Period>(), Err(()), "{text}");
        }
    }

    #[test]
    fn a_rate_is_a_number_and_a_period() {
        let Pace(rate) = "120/1m".parse().unwrap();
        assert_eq!((rate.requests.get(), rate.period), (120, Duration::from_mins(1)));
        for text in ["", "120", "0/1m", "1/0s", "1/m", "-1/1m", "1/1m/1m"] {
            assert_eq!(text.parse::<Pace>(), Err(()), "{text}");
        }
    }
}
