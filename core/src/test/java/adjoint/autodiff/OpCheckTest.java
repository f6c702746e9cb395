package adjoint.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.expr.ElementwiseOp;
import adjoint.expr.Expr;
import adjoint.expr.Hook;
import adjoint.expr.Op;
import adjoint.expr.Sample;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every kind of wrong op is caught, and a right one passes. */
class OpCheckTest {
    /** The cube, right in every way; each test spoils one thing. */
    private static class Cube implements Op {
        @Override
        public String name() {
            return "cube";
        }

        @Override
        public Type infer(List<Type> in) {
            Op.takes(1, in);
            return in.get(0);
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            for (int i = 0; i < out.size(); i++) {
                out.set(i, Math.pow(in[0].get(i), 3));
            }
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return Arrays.asList(g.mul(x.get(0).square().mul(3)));
        }

        @Override
        public Optional<Expr> define(List<Expr> x) {
            return Optional.of(x.get(0).mul(x.get(0)).mul(x.get(0)));
        }
    }

    private static List<String> failures(Op op) {
        return OpCheck.of(Sample.of(op).on(-2, 2, "n", 2)).failures();
    }

    private static void assertCaught(Op op, String message) {
        assertThat(failures(op)).isNotEmpty().allMatch(failure -> failure.contains(message));
        assertThatThrownBy(() -> OpCheck.of(Sample.of(op).on(-2, 2, "n", 2)).orThrow())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(op.label())
                .hasMessageContaining(message);
    }

    @Test
    void aRightOpPasses() {
        assertThat(failures(new Cube())).isEmpty();
    }

    @Test
    void aUsersStanzaPasses() {
        ElementwiseOp swish = ElementwiseOp.unary(
                        "swish",
                        x -> x / (1 + Math.exp(-x)),
                        (y, g, x) ->
                                g.mul(x.sigmoid().mul(x.mul(x.neg().sigmoid()).add(1))))
                .on(-3, 3);
        swish.samples().forEach(sample -> OpCheck.of(sample).orThrow());
    }

    @Test
    void aWrongGradientIsCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
                        return List.of(g.mul(x.get(0).square().mul(2)));
                    }
                },
                "WRONG: the gradient is not the derivative");
    }

    @Test
    void aGradientThatIsRightInValueOnlyIsCaughtAtSecondOrder() {
        assertCaught(
                new Cube() {
                    @Override
                    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
                        return List.of(g.mul(
                                Expr.of(new Hook.Constant(), x.get(0).square().mul(3))));
                    }
                },
                "WRONG: the second derivative is not the derivative");
    }

    @Test
    void aMissingGradientIsCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
                        return Arrays.asList((Expr) null);
                    }
                },
                "has no cotangent for input 0");
    }

    @Test
    void aGradientOfAnotherElementTypeIsCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
                        return List.of(super.vjp(y, g, x).get(0).cast(DType.FLOAT64));
                    }
                },
                "gives a cotangent of float64 to input 0 of float32");
    }

    @Test
    void tooManyCotangentsAreCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
                        return List.of(g, g);
                    }
                },
                "gives 2 cotangents for 1 inputs");
    }

    @Test
    void anotherMeaningIsCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public Optional<Expr> define(List<Expr> x) {
                        return Optional.of(x.get(0).square());
                    }
                },
                "differs from its meaning");
    }

    @Test
    void aMeaningOfAnotherTypeIsCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public Optional<Expr> define(List<Expr> x) {
                        return Optional.of(x.get(0).sum());
                    }
                },
                "but its meaning of type");
    }

    @Test
    void aCompiledFormThatDiffersIsCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public Runnable bind(Tensor[] in, Tensor out) {
                        return () -> out.set(0, 1);
                    }
                },
                "bind differs from eval");
    }

    @Test
    void aCompiledFormThatAccumulatesIsCaught() {
        assertCaught(
                new Cube() {
                    private boolean again;

                    @Override
                    public Runnable bind(Tensor[] in, Tensor out) {
                        again = false;
                        return () -> {
                            eval(in, out);
                            out.set(0, out.get(0) + (again ? 1 : 0));
                            again = true;
                        };
                    }
                },
                "on run 2");
    }

    @Test
    void writingToTheInputIsCaught() {
        assertThat(failures(new Cube() {
                    @Override
                    public void eval(Tensor[] in, Tensor out) {
                        super.eval(in, out);
                        in[0].set(0, 0);
                    }
                }))
                .anyMatch(failure -> failure.contains("writes to its inputs"));
    }

    @Test
    void anIndexErrorInTheTypeRuleIsCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public Type infer(List<Type> in) {
                        return in.get(0);
                    }
                },
                "instead of a ShapeException");
    }

    @Test
    void aLostInputInPrintingIsCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public String print(List<String> in) {
                        return "cube";
                    }
                },
                "does not print its inputs");
    }

    @Test
    void impreciseFloat32IsCaught() {
        assertCaught(
                new Cube() {
                    @Override
                    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
                        return List.of(
                                g.mul(Expr.of(new Coarse(), x.get(0).square().mul(3))));
                    }
                },
                "IMPRECISE");
    }

    /** The identity to three digits in float32. */
    private record Coarse() implements Hook {
        @Override
        public String name() {
            return "coarse";
        }

        @Override
        public void eval(Tensor[] in, Tensor out) {
            for (int i = 0; i < out.size(); i++) {
                double value = in[0].get(i);
                out.set(i, out.dtype() == DType.FLOAT32 ? Math.rint(value * 1000) / 1000 : value);
            }
        }

        @Override
        public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
            return List.of(g);
        }
    }

    @Test
    void aWrongDeclarationOfExchangeIsCaught() {
        ElementwiseOp minus = ElementwiseOp.binary("minus", (a, b) -> a - b, (y, g, a, b) -> g, (y, g, a, b) -> g.neg())
                .exchangeable();
        assertThat(OpCheck.of(minus.samples().get(0)).failures())
                .isNotEmpty()
                .allMatch(failure -> failure.contains("is declared commutative"));
    }

    @Test
    void aTypeRuleThatLiesIsCaught() {
        Op lying = new Cube() {
            @Override
            public Type infer(List<Type> in) {
                Op.takes(1, in);
                return in.get(0).with(in.get(0).shape().with(1, adjoint.tensor.Dim.of(3)));
            }
        };
        assertThatThrownBy(() -> failures(lying)).isInstanceOfAny(ShapeException.class, RuntimeException.class);
    }
}
