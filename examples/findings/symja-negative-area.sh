#!/usr/bin/env bash
# Package:  org.matheclipse:matheclipse-core 3.0.0 (Symja)
# Expected: the integral of 1/x^2 from -1 to 1 diverges to +infinity, and that of 1/x has no value (principal value 0).
# Does:     Integrate gives -2 and -I*Pi: it takes the antiderivative at both ends across the pole. A positive function
#           gets a negative area, a real one an imaginary area.
# Checked:  1/x^2 >= 1 on the interval, so any area is at least 2; a real function has no imaginary area.
# Matters:  integrals of a density, or of a gradient along a path, need the poles between the ends checked first.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven org.matheclipse:matheclipse-core:3.0.0
cat > Main.java <<'JAVA'
import org.matheclipse.core.eval.ExprEvaluator;

public class Main {
    public static void main(String[] args) {
        ExprEvaluator symja = new ExprEvaluator(false, (short) 10);
        for (String input : new String[] {
            "Integrate(1/x^2,{x,-1,1})", "Integrate(1/x,{x,-1,1})", "Integrate(1/x^4,{x,-1,1})"
        }) {
            System.out.println(input + " = " + symja.eval(input));
        }
    }
}
JAVA
java -cp 'jars/*' Main.java 2> log > seen
compare <<'END'
Integrate(1/x^2,{x,-1,1}) = -2
Integrate(1/x,{x,-1,1}) = -I*Pi
Integrate(1/x^4,{x,-1,1}) = -2/3
END
