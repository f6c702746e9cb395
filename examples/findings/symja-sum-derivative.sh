#!/usr/bin/env bash
# Package:  org.matheclipse:matheclipse-core 3.0.0 (Symja)
# Expected: D(Sum(x^i, {i, 1, n}), x) is a formula in x and n; at n = 3, x = 2 it is 1 + 4 + 12 = 17.
# Does:     the result is in x and k, a name that the input does not have, and n is gone: a value for n changes nothing.
#           Series(Sqrt(x), {x, 0, 2}) is O(x)^3: the only term, which is larger than x^3, is lost.
# Checked:  the same sum written out, x + x^2 + x^3, differentiates to 17 in the same system (third line).
# Matters:  names inside a table of closed forms must be fresh ones, replaced by the caller's; a rule that brings in a
#           name the matched term does not have is wrong by construction, and easy to forbid.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven org.matheclipse:matheclipse-core:3.0.0
cat > Main.java <<'JAVA'
import org.matheclipse.core.eval.ExprEvaluator;

public class Main {
    public static void main(String[] args) {
        ExprEvaluator symja = new ExprEvaluator(false, (short) 10);
        for (String input : new String[] {
            "D(Sum(x^i,{i,1,n}),x)", "D(Sum(x^i,{i,1,n}),x)/.{n->3,x->2}", "D(x+x^2+x^3,x)/.x->2", "Series(Sqrt(x),{x,0,2})"
        }) {
            System.out.println(input + " = " + symja.eval(input));
        }
    }
}
JAVA
java -cp 'jars/*' Main.java 2> log > seen
compare <<'END'
D(Sum(x^i,{i,1,n}),x) = (x*(1-x^k))/(1-x)^2+(-1+x^k)/(-1+x)+(k*x^k)/(-1+x)
D(Sum(x^i,{i,1,n}),x)/.{n->3,x->2} = -1+2*(1-2^k)+2^k+2^k*k
D(x+x^2+x^3,x)/.x->2 = 17
Series(Sqrt(x),{x,0,2}) = O(x)^3
END
