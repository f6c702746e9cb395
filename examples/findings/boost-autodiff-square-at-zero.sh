#!/usr/bin/env bash
# Package:  Boost.Math autodiff 1.74 (Debian libboost1.74-dev 1.74.0+ds1-21)
# Expected: pow(x, 2) at x = 0 has value 0, slope 0 and second derivative 2.
# Does:     all are NaN, the VALUE too, for every exponent but 0: the whole power is computed through logarithms. So is
#           x^2 at 1e-170 wrong in its slope (0, not 2e-170), and exp(1000) is NaN where the value is Infinity.
# Checked:  x*x in the same type gives 0, 0, 2 (second line).
# Matters:  squares of exact zeros are everywhere in losses; a power with a constant whole exponent must not need a log.
set -euo pipefail
. "$(dirname "$0")/common.sh"
debian libboost1.74-dev=1.74.0+ds1-21
cat > main.cpp <<'CPP'
#include <boost/math/differentiation/autodiff.hpp>
#include <cmath>
#include <cstdio>
using boost::math::differentiation::make_fvar;

template <class F> void show(const char *name, double x, F f) {
    auto y = f(make_fvar<double, 2>(x));
    std::printf("%s at %g:", name, x);
    for (int order = 0; order <= 2; order++) {
        double d = y.derivative(order);
        std::isnan(d) ? std::printf(" NaN") : std::printf(" %g", d);
    }
    std::printf("\n");
}

int main() {
    show("pow(x, 2)", 0, [](auto x) { return pow(x, 2); });
    show("x * x", 0, [](auto x) { return x * x; });
    show("pow(x, 3)", 0, [](auto x) { return pow(x, 3); });
    show("pow(x, 1.0)", 0, [](auto x) { return pow(x, 1.0); });
    show("pow(x, 2)", 1e-170, [](auto x) { return pow(x, 2); });
    show("x * x", 1e-170, [](auto x) { return x * x; });
    show("exp(x)", 1000, [](auto x) { return exp(x); });
}
CPP
g++ -std=c++17 -w -I root/usr/include main.cpp -o main
./main > seen
compare <<'END'
pow(x, 2) at 0: NaN NaN NaN
x * x at 0: 0 0 2
pow(x, 3) at 0: NaN NaN NaN
pow(x, 1.0) at 0: NaN NaN NaN
pow(x, 2) at 1e-170: 0 0 0
x * x at 1e-170: 0 2e-170 2
exp(x) at 1000: NaN NaN NaN
END
