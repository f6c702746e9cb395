#!/usr/bin/env bash
# Package:  ADOL-C 2.7.2 (Debian libadolc-dev and libadolc2, 2.7.2-6)
# Expected: at x = 0, pow(x, 1.0) has slope 1 and sqrt(x) has slope +infinity, in forward and in reverse mode.
# Does:     reverse mode gives slope 0 for both (and for pow(x, 0.5)), though beside 0 they are 1 and huge; forward mode
#           of the same tape gives another answer. atan2(+0, -1) has the value -pi, where C's own atan2 has +pi.
# Checked:  x itself has slope 1; the slope of sqrt grows without bound; C's standard fixes atan2(+0, -1) at +pi.
# Matters:  a "safe" 0 stops training without a trace where an infinity would show; and the two modes of one tool need one
#           table of special points.
set -euo pipefail
. "$(dirname "$0")/common.sh"
debian libadolc-dev=2.7.2-6 libadolc2=2.7.2-6 libcolpack0v5=1.0.10-7
cat > main.cpp <<'CPP'
#include <adolc/adolc.h>
#include <cmath>
#include <cstdio>

template <class F> void show(const char *name, double x, F f) {
    trace_on(1);
    adouble a, y;
    a <<= x;
    y = f(a);
    double value, reverse, one = 1, forwardValue, forward;
    y >>= value;
    trace_off();
    gradient(1, 1, &x, &reverse);
    fos_forward(1, 1, 1, 0, &x, &one, &forwardValue, &forward);
    std::printf("%s at %g: value %g, reverse %g, forward %g\n", name, x, value, reverse, forward);
}

int main() {
    for (double x : {0.0, 1e-20}) {
        show("pow(x, 1.0)", x, [](adouble a) { return pow(a, 1.0); });
        show("pow(x, 0.5)", x, [](adouble a) { return pow(a, 0.5); });
        show("sqrt(x)", x, [](adouble a) { return sqrt(a); });
    }
    show("atan2(x, -1)", 0.0, [](adouble a) { return atan2(a, adouble(-1)); });
    std::printf("C: atan2(0, -1) = %g\n", std::atan2(0.0, -1.0));
}
CPP
g++ -std=c++17 -w -I root/usr/include main.cpp -o main "$(find root -name 'libadolc.so.2*' -type f)" -Wl,--allow-shlib-undefined
LD_LIBRARY_PATH=$(dirname "$(find root -name 'libadolc.so.2*' -type f)") ./main > seen
compare <<'END'
pow(x, 1.0) at 0: value 0, reverse 0, forward 1
pow(x, 0.5) at 0: value 0, reverse 0, forward inf
sqrt(x) at 0: value 0, reverse 0, forward inf
pow(x, 1.0) at 1e-20: value 1e-20, reverse 1, forward 1
pow(x, 0.5) at 1e-20: value 1e-10, reverse 5e+09, forward 5e+09
sqrt(x) at 1e-20: value 1e-10, reverse 5e+09, forward 5e+09
atan2(x, -1) at 0: value -3.14159, reverse -1, forward -1
C: atan2(0, -1) = 3.14159
END
