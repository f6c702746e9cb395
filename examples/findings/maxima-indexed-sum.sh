#!/usr/bin/env bash
# Package:  Maxima 5.46.0 (Debian maxima 5.46.0-11)
# Expected: the derivative of sum(x[i]^2, i, 1, n) by x[3] is 2*x[3] for n >= 3, or stays a formula with a condition.
# Does:     0. With a number for n it is 2*x[3]: substituting n first or last gives two answers.
# Checked:  the sum written out, x[1]^2 + ... + x[5]^2, is differentiated to 2*x[3] in the same system.
# Matters:  a gradient of a sum whose length is not yet known is what a symbolic engine is for: an index inside a bound
#           sum may meet the variable, and "does not depend" needs proof.
set -euo pipefail
. "$(dirname "$0")/common.sh"
debian maxima=5.46.0-11
cat > main.mac <<'MAC'
display2d: false$
print("n unknown, then n = 5: ", subst(n = 5, diff(sum(x[i]^2, i, 1, n), x[3])))$
print("n = 5, then diff: ", diff(sum(x[i]^2, i, 1, 5), x[3]))$
MAC
MAXIMA_PREFIX=$work/root/usr MAXIMA_USERDIR=$work HOME=$work root/usr/bin/maxima --very-quiet -b main.mac < /dev/null | grep -o '^n .*[0-9]\]*' > seen
compare <<'END'
n unknown, then n = 5:  0
n = 5, then diff:  2*x[3]
END
