#!/usr/bin/env bash
# Package:  mathjs 15.2.0 (npm)
# Expected: cbrt(x) is real for x < 0, cbrt(-8) = -2, so its slope there is real too: 1/12.
# Does:     derivative("cbrt(x)", "x") is x^(-2/3)/3, which at -8 is the complex number -0.0417 - 0.0722i: value and slope
#           belong to two branches. nthRoot(x, 3) does the same. And derivative("(x^2)^(1/2)", "x") is 1 everywhere, though
#           sqrt(x^2) gives x/sqrt(x^2): the slope of |x| at -3 is 1 or -1 by spelling.
# Checked:  differences of the same package's cbrt; the function x^(2/3) is even, so its real branch is positive.
# Matters:  a rule of derivatives holds on the domain of its op: rewriting x^(p/q) or (x^2)^(1/2) needs the sign of x.
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages mathjs@15.2.0
cat > main.mjs <<'JS'
import { compile, derivative, format } from "mathjs";
for (const [f, x] of [["cbrt(x)", -8], ["nthRoot(x, 3)", -8], ["(x^2)^(1/2)", -3], ["sqrt(x^2)", -3]]) {
  const d = derivative(f, "x"), at = (v) => compile(f).evaluate({ x: v }), h = 2 ** -10;
  console.log(`${f} at ${x}: value ${format(at(x), 6)}, derivative ${d} = ${format(d.evaluate({ x }), 6)}, differences ${format((at(x + h) - at(x - h)) / (2 * h), 6)}`);
}
JS
node main.mjs > seen
compare <<'END'
cbrt(x) at -8: value -2, derivative x ^ (-2 / 3) / 3 = -0.0416667 - 0.0721688i, differences 0.0833333
nthRoot(x, 3) at -8: value -2, derivative x ^ (-2 / 3) / 3 = -0.0416667 - 0.0721688i, differences 0.0833333
(x^2)^(1/2) at -3: value 3, derivative 1 = 1, differences -1
sqrt(x^2) at -3: value 3, derivative x / sqrt(x ^ 2) = -1, differences -1
END
