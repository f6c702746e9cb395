#!/usr/bin/env bash
# Package:  org.hipparchus:hipparchus-core 4.0.2
# Expected: asinh and acosh grow like log(2x): about 691 at 1e300, far inside the doubles.
# Does:     FastMath.asinh and FastMath.acosh are Infinity from about 1.34e154 on (they square x), and the derivative
#           classes inherit it: value Infinity, slope 0.
# Checked:  log(2) + log(x), whose error here is below x^-2; and asinh(1e154) on this side of the edge agrees with it.
# Matters:  a Student or Cauchy loss written with asinh loses its value and its gradient at once.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven org.hipparchus:hipparchus-core:4.0.2
cat > Main.java <<'JAVA'
import org.hipparchus.analysis.differentiation.*;
import org.hipparchus.util.FastMath;

public class Main {
    public static void main(String[] args) {
        for (double x : new double[] {1e154, 1e155, 1e300}) {
            UnivariateDerivative1 slope = new UnivariateDerivative1(x, 1).asinh();
            System.out.println("x = " + x + ": asinh " + FastMath.asinh(x) + ", acosh " + FastMath.acosh(x)
                    + ", slope of asinh " + slope.getFirstDerivative() + "; right: "
                    + (Math.log(2) + Math.log(x)) + ", slope " + 1 / x);
        }
    }
}
JAVA
java -cp 'jars/*' Main.java > seen
compare <<'END'
x = 1.0E154: asinh 355.291251501643, acosh 355.291251501643, slope of asinh 1.0E-154; right: 355.291251501643, slope 1.0E-154
x = 1.0E155: asinh Infinity, acosh Infinity, slope of asinh 0.0; right: 357.593836594637, slope 1.0E-155
x = 1.0E300: asinh Infinity, acosh Infinity, slope of asinh 0.0; right: 691.4686750787736, slope 1.0E-300
END
