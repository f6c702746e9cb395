import static adjoint.Adjoint.*;
import adjoint.autodiff.*;
import adjoint.expr.*;
import adjoint.inspect.*;
import adjoint.loop.*;
import adjoint.mdn.layer.*;
import adjoint.mdn.mixture.*;
import adjoint.mdn.model.*;
import adjoint.mdn.optimise.*;
import adjoint.mdn.train.*;
import adjoint.rewrite.*;
import adjoint.run.CompiledFunction;
import adjoint.run.Mode;
import adjoint.run.Profile;
import adjoint.run.RandomStream;
import adjoint.tensor.*;
import java.nio.file.*;
import java.util.*;
/** An expression's type and formula, simplified; an expression by itself prints as it was written. */
String show(Expr e) { return e.type() + "  " + Rewriter.with(Options.DEFAULT).stabilised(List.of(e)).roots().get(0); }
/** The page that explains expressions; prints where it is. */
Path page(Expr... roots) throws java.io.IOException { Path file = Files.createTempFile("adjoint-", ".html"); explain(roots).writeHtml(file); return file; }
/** A picture as a file; prints where it is. */
Path picture(Figure figure) throws java.io.IOException { Path file = Files.createTempFile("adjoint-", ".svg"); figure.write(file); return file; }
/** What to try first. */
void guide() { System.out.println("""
        Expr x = vector("x", "n")            an input; "n" is a size that the call decides
        Expr y = x.exp().sum().log()         an expression; show(y) prints its type and its simplified formula
        Expr g = grad(y, x)                  its gradient, an expression too
        var f = function(x).returning(y, g).compile()
        f.callAll(Tensor.of(1000, 1000))     all outputs; f.call(...) gives the first
        explain(g)                           what was rewritten, and why; page(g) writes a page for the browser
        function(x).returning(y).mode(Mode.CHECKED)   stops at the first NaN or infinity and names the node
        The ops are listed in core/OPS.md, the rules in core/RULES.md."""); }
System.out.println("Adjoint: everything is imported; guide() says what to try first.")
System.setProperty("adjoint.snippetsBefore", new Object() {}.getClass().getName().replaceAll("\\D*(\\d+).*", "$1"));
