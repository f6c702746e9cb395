#!/usr/bin/env bash
# Package:  org.hipparchus:hipparchus-core 4.0.2
# Expected: atan2(y, 0) is pi/2 for every y > 0, so all its derivatives by y are exactly 0.
# Does:     the value stays right, but at y = 1e-9 the derivatives are 1.1e-7, -341 and 1e12: the formula through
#           2 atan(y / (r + x)) rounds r + x, and each further derivative divides that rounding by y once more.
#           At y = 1 all are 0, so a test at ordinary points passes.
# Checked:  the closed form x/(x^2+y^2) is exactly 0 at x = 0, and so are its derivatives by y.
# Matters:  a derivative taken through an algorithm (not through the closed form) may be wrong where the value is exact.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven org.hipparchus:hipparchus-core:4.0.2
cat > Main.java <<'JAVA'
import java.util.Arrays;
import org.hipparchus.analysis.differentiation.*;

public class Main {
    public static void main(String[] args) {
        for (double y : new double[] {1, 1e-3, 1e-9, 1e-150, 1e-170}) {
            DerivativeStructure v = new DSFactory(1, 3).variable(0, y);
            double[] all = DerivativeStructure.atan2(v, v.newInstance(0)).getAllDerivatives();
            System.out.println("atan2(" + y + ", 0) and derivatives: " + Arrays.toString(all));
        }
    }
}
JAVA
java -cp 'jars/*' Main.java > seen
compare <<'END'
atan2(1.0, 0) and derivatives: [1.5707963267948966, 0.0, 0.0, 0.0]
atan2(0.001, 0) and derivatives: [1.5707963267948966, 0.0, 0.0, 0.0]
atan2(1.0E-9, 0) and derivatives: [1.5707963267948966, 1.1102230246251564E-7, -341.2538944758125, 1.0237616834274374E12]
atan2(1.0E-150, 0) and derivatives: [1.5707963267948966, 0.0, Infinity, NaN]
atan2(1.0E-170, 0) and derivatives: [1.5707963267948966, NaN, NaN, NaN]
END
