#!/usr/bin/env bash
# Package:  org.hipparchus:hipparchus-core 4.0.2
# Expected: x^1 at x = 0 has value 0 and slope 1, in every class of the same package.
# Does:     three answers: Gradient is right; UnivariateDerivative2.pow(1) has the VALUE NaN (0 times the power -1);
#           DerivativeStructure.pow(1.0) has slope 0, while its pow(1) has slope 1.
# Checked:  x^1 is x: the same classes give value 0 and slope 1 for x.add(0) (last line).
# Matters:  an exponent that happens to be 1 (or a learnt one passing through 1) at a zero input poisons a whole sum.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven org.hipparchus:hipparchus-core:4.0.2
cat > Main.java <<'JAVA'
import org.hipparchus.analysis.differentiation.*;

public class Main {
    static void print(String what, Derivative<?> y) {
        System.out.println(what + ": value " + y.getValue() + ", slope " + y.getPartialDerivative(1));
    }

    public static void main(String[] args) {
        Gradient g = Gradient.variable(1, 0, 0);
        UnivariateDerivative2 u = new UnivariateDerivative2(0, 1, 0);
        DerivativeStructure d = new DSFactory(1, 2).variable(0, 0);
        print("Gradient.pow(1)", g.pow(1));
        print("Gradient.pow(1.0)", g.pow(1.0));
        print("UnivariateDerivative2.pow(1)", u.pow(1));
        print("UnivariateDerivative2.pow(1.0)", u.pow(1.0));
        print("DerivativeStructure.pow(1)", d.pow(1));
        print("DerivativeStructure.pow(1.0)", d.pow(1.0));
        print("UnivariateDerivative2.add(0)", u.add(0));
    }
}
JAVA
java -cp 'jars/*' Main.java > seen
compare <<'END'
Gradient.pow(1): value 0.0, slope 1.0
Gradient.pow(1.0): value 0.0, slope 1.0
UnivariateDerivative2.pow(1): value NaN, slope NaN
UnivariateDerivative2.pow(1.0): value NaN, slope NaN
DerivativeStructure.pow(1): value 0.0, slope 1.0
DerivativeStructure.pow(1.0): value 0.0, slope 0.0
UnivariateDerivative2.add(0): value 0.0, slope 1.0
END
