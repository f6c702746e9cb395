package adjoint.autodiff;

import adjoint.expr.Expr;
import adjoint.expr.Interpreter;
import adjoint.rewrite.Rewriter;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Tensor;
import java.util.List;

/** How far a graph is optimised before it is evaluated: whatever holds must hold at every level. */
public enum Level {
    /** As it was built, by the reference interpreter. */
    PLAIN {
        @Override
        public List<Tensor> evaluate(List<Expr> outputs, List<Expr> inputs, Tensor... values) {
            return Interpreter.evaluate(outputs, inputs, values);
        }
    },
    /** Stabilised, by the reference interpreter. */
    STABILISED {
        @Override
        public List<Tensor> evaluate(List<Expr> outputs, List<Expr> inputs, Tensor... values) {
            return Interpreter.evaluate(Rewriter.stabilise(outputs), inputs, values);
        }
    },
    /** Through every phase and the compiled plan. */
    COMPILED {
        @Override
        public List<Tensor> evaluate(List<Expr> outputs, List<Expr> inputs, Tensor... values) {
            return CompiledFunction.function(inputs.toArray(Expr[]::new))
                    .returning(outputs.toArray(Expr[]::new))
                    .compile()
                    .callAll(values);
        }
    };

    public abstract List<Tensor> evaluate(List<Expr> outputs, List<Expr> inputs, Tensor... values);
}
