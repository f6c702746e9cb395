package adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.MatrixMethods.OrthogonalTriangular;
import adjoint.expr.MatrixMethods.Singular;
import adjoint.tensor.DType;
import adjoint.tensor.Npz;
import adjoint.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Linear algebra against NumPy and SciPy on 2,000 random matrices; src/test/golden/linear_algebra.py wrote them. */
class MatrixGoldenTest {
    private static final Map<String, Tensor> ARRAYS = read();

    private static final Map<String, Function<List<Expr>, List<Expr>>> CASES = new LinkedHashMap<>();

    static {
        one("cholesky", x -> x.get(0).cholesky());
        one("logDet", x -> x.get(0).logDet());
        one("solveLower", x -> x.get(0).solveLower(x.get(1), false));
        one("solveUpper", x -> x.get(0).solveUpper(x.get(1), false));
        one("solve", x -> x.get(0).solve(x.get(1)));
        one("inverse", x -> x.get(0).inverse());
        one("det", x -> x.get(0).det());
        CASES.put(
                "slogdet",
                x -> List.of(x.get(0).slogdet().sign(), x.get(0).slogdet().logAbs()));
        one("trace", x -> x.get(0).trace());
        one("expm", x -> x.get(0).expm());
        one("expmLarge", x -> x.get(0).expm());
        one("frobeniusNorm", x -> x.get(0).frobeniusNorm());
        one("nuclearNorm", x -> x.get(0).nuclearNorm());
        one("spectralNorm", x -> x.get(0).spectralNorm());
        CASES.put("eigh", x -> List.of(x.get(0).eigh().values(), x.get(0).eigh().vectors()));
        for (String form : List.of("Tall", "Wide", "Square")) {
            CASES.put("svd" + form, x -> {
                Singular parts = x.get(0).svd();
                return List.of(parts.u(), parts.s(), parts.vt());
            });
            CASES.put("qr" + form, x -> {
                OrthogonalTriangular parts = x.get(0).qr();
                return List.of(parts.q(), parts.r());
            });
            one("lstsq" + form, x -> x.get(0).lstsq(x.get(1)));
        }
        one("pinv", x -> x.get(0).pinv(1e-5));
        one("kron", x -> x.get(0).kron(x.get(1)));
        one("matmulShared", x -> x.get(0).dot(x.get(1)));
        one("matmulLeft", x -> x.get(0).dot(x.get(1)));
    }

    private static void one(String name, Function<List<Expr>, Expr> op) {
        CASES.put(name, x -> List.of(op.apply(x)));
    }

    private static Map<String, Tensor> read() {
        try (InputStream in = MatrixGoldenTest.class.getResourceAsStream("linear-algebra.npz")) {
            return Npz.decode("linear-algebra.npz", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Iterable<String> cases() {
        return CASES.keySet();
    }

    @Test
    void everyCaseOfTheFileIsTried() {
        assertThat(ARRAYS.keySet().stream().map(key -> key.split("\\.")[0]).distinct())
                .containsExactlyInAnyOrderElementsOf(CASES.keySet());
        assertThat(ARRAYS.keySet().stream().filter(key -> key.endsWith(".in0")).count() * 90)
                .isGreaterThan(2000);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theResultIsThatOfNumPy(String name) {
        List<Tensor> inputs = arrays(name + ".in");
        List<Tensor> expected = arrays(name + ".out");
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            List<Expr> x = IntStream.range(0, inputs.size())
                    .mapToObj(i -> Expressions.input(
                            "x" + i,
                            dtype,
                            IntStream.of(inputs.get(i).shape()).boxed().toArray()))
                    .toList();
            Tensor[] values = inputs.stream().map(value -> value.cast(dtype)).toArray(Tensor[]::new);
            List<Tensor> found = Interpreter.evaluate(CASES.get(name).apply(x), x, values);
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.size(); i++) {
                assertClose(found.get(i), expected.get(i), dtype == DType.FLOAT64 ? 1e-11 : 5e-3);
            }
        }
    }

    private static List<Tensor> arrays(String prefix) {
        List<Tensor> found = new ArrayList<>();
        for (int i = 0; ARRAYS.containsKey(prefix + i); i++) {
            found.add(ARRAYS.get(prefix + i));
        }
        return found;
    }

    /** Within a share of the largest element of the same matrix, as errors of factorisations are. */
    private static void assertClose(Tensor found, Tensor expected, double tolerance) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        int size = expected.size() / expected.dim(0);
        for (int i = 0; i < expected.size(); i++) {
            double scale = 1e-300;
            for (int j = i / size * size; j < i / size * size + size; j++) {
                scale = Math.max(scale, Math.abs(expected.get(j)));
            }
            assertThat(Math.abs(found.get(i) - expected.get(i)) / scale)
                    .as("element %d: %s against %s", i, found.get(i), expected.get(i))
                    .isLessThan(tolerance);
        }
    }
}
