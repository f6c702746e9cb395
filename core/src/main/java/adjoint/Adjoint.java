package adjoint;

import adjoint.autodiff.CustomGradient;
import adjoint.autodiff.Derivatives;
import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.autodiff.Grads;
import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Hook;
import adjoint.expr.Vectorizer;
import adjoint.inspect.Explanation;
import adjoint.loop.Scan;
import adjoint.rewrite.ExprPattern;
import adjoint.run.CompiledFunction;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The one import: {@code import static adjoint.Adjoint.*;} brings all that starts, differentiates, compiles and explains. */
public final class Adjoint extends Expressions {
    private Adjoint() {}

    /** See {@link Gradients#grad(Expr, List)}. */
    public static Grads grad(Expr loss, List<? extends Expr> wrt) {
        return Gradients.grad(loss, wrt);
    }

    /** See {@link Gradients#grad(Expr, List, GradientPolicy)}. */
    public static Grads grad(Expr loss, List<? extends Expr> wrt, GradientPolicy policy) {
        return Gradients.grad(loss, wrt, policy);
    }

    /** See {@link Gradients#grad(Expr, Expr)}. */
    public static Expr grad(Expr loss, Expr wrt) {
        return Gradients.grad(loss, wrt);
    }

    /** See {@link Gradients#knownGradients(Map, List, GradientPolicy)}. */
    public static Grads knownGradients(Map<Expr, Expr> known, List<? extends Expr> wrt) {
        return Gradients.knownGradients(known, wrt, GradientPolicy.exact());
    }

    /** See {@link Gradients#vjp(Expr, Expr, List)}. */
    public static Grads vjp(Expr output, Expr cotangent, List<? extends Expr> wrt) {
        return Gradients.vjp(output, cotangent, wrt);
    }

    /** See {@link Derivatives#jvp(Expr, List, List)}. */
    public static Expr jvp(Expr output, List<? extends Expr> wrt, List<? extends Expr> directions) {
        return Derivatives.jvp(output, wrt, directions);
    }

    /** See {@link Derivatives#jacobian(Expr, Expr)}. */
    public static Expr jacobian(Expr output, Expr wrt) {
        return Derivatives.jacobian(output, wrt);
    }

    /** See {@link Vectorizer#vectorize}. */
    public static Expr vectorize(
            java.util.function.Function<List<Expr>, Expr> function, List<Expr> arguments, int... axes) {
        return Vectorizer.vectorize(function, arguments, axes);
    }

    /** See {@link Derivatives#hessian(Expr, Expr)}. */
    public static Expr hessian(Expr loss, Expr wrt) {
        return Derivatives.hessian(loss, wrt);
    }

    /** See {@link CustomGradient#customGradient}. */
    public static Expr customGradient(
            List<Expr> inputs,
            java.util.function.Function<List<Expr>, Expr> forward,
            CustomGradient.Backward backward) {
        return CustomGradient.customGradient(inputs, forward, backward);
    }

    /** See {@link CustomGradient#customTangent}. */
    public static Expr customTangent(
            List<Expr> inputs, java.util.function.Function<List<Expr>, Expr> forward, CustomGradient.Tangent tangent) {
        return CustomGradient.customTangent(inputs, forward, tangent);
    }

    /** See {@link Hook#considerConstant(Expr)}. */
    public static Expr considerConstant(Expr x) {
        return Hook.considerConstant(x);
    }

    /** See {@link Scan#scan(Expr...)}. */
    public static Scan.Builder scan(Expr... sequences) {
        return Scan.scan(sequences);
    }

    /** See {@link Scan#step(Expr...)}. */
    public static Scan.Step step(Expr... next) {
        return Scan.step(next);
    }

    /** See {@link Scan#whileLoop}. */
    public static List<Expr> whileLoop(
            Object bound,
            java.util.function.Function<List<Expr>, Expr> condition,
            UnaryOperator<List<Expr>> next,
            Expr... first) {
        return Scan.whileLoop(bound, condition, next, first);
    }

    /** See {@link Scan#ifElse}. */
    public static List<Expr> ifElse(
            Expr condition, List<Expr> arguments, UnaryOperator<List<Expr>> yes, UnaryOperator<List<Expr>> no) {
        return Scan.ifElse(condition, arguments, yes, no);
    }

    /** See {@link ExprPattern#of(UnaryOperator)}. */
    public static ExprPattern form(UnaryOperator<Expr> form) {
        return ExprPattern.of(form);
    }

    /** See {@link ExprPattern#of(BinaryOperator)}. */
    public static ExprPattern form(BinaryOperator<Expr> form) {
        return ExprPattern.of(form);
    }

    /** See {@link GradientPolicy#exact()}. */
    public static GradientPolicy exact() {
        return GradientPolicy.exact();
    }

    /** See {@link Explanation#of(Expr...)}. */
    public static Explanation explain(Expr... expressions) {
        return Explanation.of(expressions);
    }

    /** See {@link Explanation#of(Grads)}. */
    public static Explanation explain(Grads grads) {
        return Explanation.of(grads);
    }

    /** See {@link Explanation#of(CompiledFunction)}. */
    public static Explanation explain(CompiledFunction function) {
        return Explanation.of(function);
    }

    /** See {@link CompiledFunction#function(Expr...)}. */
    public static CompiledFunction.Builder function(Expr... inputs) {
        return CompiledFunction.function(inputs);
    }
}
