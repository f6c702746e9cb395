package adjoint.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import adjoint.expr.Expr;
import adjoint.expr.Leaf;
import adjoint.expr.Op;
import adjoint.expr.OpTable;
import adjoint.expr.Sample;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the numbers of the page's own engine to the plain evaluation of every op. */
class EngineTest {
    /** What the engine does not compute; the page says so where it meets one. */
    private static final Set<String> LACKING = Set.of(
            "erf",
            "erfc",
            "erfcx",
            "logErfc",
            "logCosh",
            "exprel",
            "gather",
            "scatterAdd",
            "scatterSet",
            "cholesky",
            "lq",
            "triangularSolve",
            "solve",
            "inverse",
            "det",
            "logDet",
            "logAbsDet",
            "signDet",
            "lu",
            "luSolve",
            "eigh",
            "svd",
            "qr",
            "expm",
            "batched",
            "erfcDifference",
            "erfcxDifference",
            "hypot",
            "logCumSumExp",
            "logErfcDifference",
            "logGammaSlope",
            "logRatio",
            "logSoftmaxGrad",
            "logSigmoidDifference",
            "randomLogGamma",
            "randomMultinomial",
            "randomNormal",
            "randomPermutation",
            "randomPoisson",
            "randomUniform",
            "rootLess",
            "runningSoftmaxMean",
            "runningSoftmaxShares",
            "sechSquared",
            "sigmoidDifference",
            "versine",
            "weightedShares");

    private static Browser browser;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(Browser.program().isPresent(), Browser.MISSING);
        browser = new Browser(Browser.program().orElseThrow());
        browser.evaluate("globalThis.engine = (() => {"
                + PageParts.read("engine.js").replaceAll("(?m)^export ", "") + "; return {apply, computes}; })()");
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void everyOpThatTheEngineComputesHasJavasNumbers() {
        Set<String> lacking = new TreeSet<>();
        List<String> compared = new ArrayList<>();
        for (Sample sample : OpTable.all()) {
            if (sample.op() instanceof Leaf) {
                continue;
            }
            for (DType floats : List.of(DType.FLOAT64, DType.FLOAT32)) {
                Tensor[] in = sample.values(floats, 5);
                Op op = sample.op().resolve(Sample.SIZES);
                Expr node = Expr.of(sample.op(), sample.variables(floats));
                Tensor wanted = Tensor.zeros(node.dtype(), node.shape().evaluate(Sample.SIZES));
                op.eval(in, wanted);
                JsonArray found = computed(op, wanted, in);
                if (found == null) {
                    lacking.add(op.name());
                    continue;
                }
                compared.add(op.label());
                double unit = wanted.dtype() == DType.FLOAT32 ? 2e-6 : 1e-12;
                assertThat(found.size()).as(op.label()).isEqualTo(wanted.size());
                for (int i = 0; i < wanted.size(); i++) {
                    double value = Double.parseDouble(found.get(i).getAsString());
                    double allowed = unit * Math.max(1, Math.abs(wanted.get(i)));
                    assertThat(Double.compare(value, wanted.get(i)) == 0 || Math.abs(value - wanted.get(i)) <= allowed)
                            .as(op.label() + " of " + Arrays.toString(in) + " at " + i + " is " + value + ", not "
                                    + wanted.get(i))
                            .isTrue();
                }
            }
        }
        assertThat(lacking).isSubsetOf(LACKING);
        assertThat(compared).hasSizeGreaterThan(100);
    }

    /** What the engine makes of the inputs, or null where it cannot. */
    private static JsonArray computed(Op op, Tensor out, Tensor[] in) {
        Map<String, Object> operation = new HashMap<>();
        operation.put("op", op.name());
        operation.put("label", op.label());
        operation.put("shape", out.shape());
        operation.put("dtype", out.dtype().toString());
        operation.put("in", new int[0]);
        StringBuilder inputs = new StringBuilder();
        for (Tensor value : in) {
            inputs.append("{shape: ").append(Arrays.toString(value.shape())).append(", data: Float64Array.from(");
            inputs.append(Arrays.toString(value.toDoubles())).append(")},");
        }
        var result = browser.evaluate("(() => { const op = " + new Gson().toJson(operation)
                + "; return engine.computes(op) ? Array.from(engine.apply(op, [" + inputs
                + "]).data, (x) => Object.is(x, -0) ? '-0.0' : String(x)) : false; })()");
        return result.isJsonArray() ? result.getAsJsonArray() : null;
    }
}
