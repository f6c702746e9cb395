#!/usr/bin/env bash
# Packages: nerdamer 1.1.13, algebrite 1.4.0 (npm)
# Expected: a derivative that a system does not know is refused, or left as it stands.
# Does:     nerdamer's diff(gamma(x), x) is the bare name gamma, which no input holds and which then takes any value given
#           to it; algebrite's derivative of besselj(x, n) by the order n is 0.
# Checked:  gamma'(2) = 1 - 0.5772... = 0.4228; the derivative of J_n(x) by n at n = 1/2, x = 1 is -0.4081 by
#           differences of the power series (last line), and by mpmath in 30 digits.
# Matters:  0 is the worst answer for "unknown": it is a valid gradient. An op without a rule for an input must say so.
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages nerdamer@1.1.13 algebrite@1.4.0
cat > main.cjs <<'JS'
const nerdamer = require("nerdamer/all.min.js"), algebrite = require("algebrite");
console.log("nerdamer: diff(gamma(x), x) = " + nerdamer("diff(gamma(x), x)"));
console.log("nerdamer: at gamma = 7: " + nerdamer("diff(gamma(x), x)").evaluate({ gamma: 7 }));
console.log("algebrite: d(besselj(x, n), n) = " + algebrite.run("d(besselj(x,n),n)"));
// J_n(1) from its power series, gamma from Stirling's series after shifting up
const gamma = (z) => (z > 20 ? Math.sqrt((2 * Math.PI) / z) * Math.pow(z / Math.E, z) * Math.exp(1 / (12 * z) - 1 / (360 * z ** 3)) : gamma(z + 1) / z);
const bessel = (n) => [...Array(15).keys()].reduce((s, k) => s + ((-1) ** k * 0.5 ** (2 * k + n)) / (gamma(k + 1) * gamma(n + k + 1)), 0);
console.log("differences: d J_n(1) / dn at n = 1/2: " + ((bessel(0.5 + 1e-4) - bessel(0.5 - 1e-4)) / 2e-4).toFixed(4));
JS
node main.cjs > seen
compare <<'END'
nerdamer: diff(gamma(x), x) = gamma
nerdamer: at gamma = 7: 7
algebrite: d(besselj(x, n), n) = 0
differences: d J_n(1) / dn at n = 1/2: -0.4081
END
