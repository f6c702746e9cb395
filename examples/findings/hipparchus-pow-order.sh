#!/usr/bin/env bash
# Package:  org.hipparchus:hipparchus-core 4.0.2
# Expected: the value of x^0.5 at x = 1e300 is 1e150, whatever number of derivatives is carried along.
# Does:     DerivativeStructure.pow(0.5) has value 1e150 to order 1, and value 0 from order 2 on; at 1e-300 it has value
#           Infinity. The power is built up from x^(0.5 - order), which leaves the range of doubles first.
# Checked:  (1e150)^2 = 1e300 exactly in decimal; Math.sqrt and DerivativeStructure.sqrt() give 1e150 at every order.
# Matters:  asking for one more derivative must not change a value; a power rule needs its own value, not a product of
#           lower powers.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven org.hipparchus:hipparchus-core:4.0.2
cat > Main.java <<'JAVA'
import org.hipparchus.analysis.differentiation.*;

public class Main {
    public static void main(String[] args) {
        for (double x : new double[] {1e300, 1e-300}) {
            for (int order = 1; order <= 4; order++) {
                DerivativeStructure v = new DSFactory(1, order).variable(0, x);
                System.out.println("x = " + x + ", order " + order + ": pow(0.5) = " + v.pow(0.5).getValue()
                        + ", sqrt() = " + v.sqrt().getValue());
            }
        }
    }
}
JAVA
java -cp 'jars/*' Main.java > seen
compare <<'END'
x = 1.0E300, order 1: pow(0.5) = 1.0E150, sqrt() = 1.0E150
x = 1.0E300, order 2: pow(0.5) = 0.0, sqrt() = 1.0E150
x = 1.0E300, order 3: pow(0.5) = 0.0, sqrt() = 1.0E150
x = 1.0E300, order 4: pow(0.5) = 0.0, sqrt() = 1.0E150
x = 1.0E-300, order 1: pow(0.5) = 1.0E-150, sqrt() = 1.0E-150
x = 1.0E-300, order 2: pow(0.5) = Infinity, sqrt() = 1.0E-150
x = 1.0E-300, order 3: pow(0.5) = Infinity, sqrt() = 1.0E-150
x = 1.0E-300, order 4: pow(0.5) = Infinity, sqrt() = 1.0E-150
END
