package adjoint.inspect;

import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.shared;
import static adjoint.autodiff.GradientPolicy.exact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.autodiff.GradientEdit;
import adjoint.autodiff.GradientPolicy;
import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class GradientReportTest {
    private final Expr x = matrix("x", "batch", 2);
    private final Shared w = shared("w", Tensor.of(new double[] {3, -4}));
    private final Shared b = shared("b", Tensor.of(1));

    /** Linear, so that the gradient is the mean of x by w, and 2 by b, whatever the parameters. */
    private final Expr loss = x.mul(w).sum(1).mean().add(b.mul(2));

    private final List<Map<Expr, Tensor>> batches = List.of(
            Map.of(x, Tensor.of(new double[][] {{1, 0}, {3, 4}})), Map.of(x, Tensor.of(new double[][] {{4, 4}, {4, 8}
            })));

    private GradientReport compare(Map<String, GradientPolicy> policies) {
        return GradientReport.compare(loss, List.of(w, b), policies, batches);
    }

    @Test
    void theExactGradientIsMeasured() {
        GradientReport report = compare(Map.of());

        // The gradients by w are (2, 2) and (4, 6): mean (3, 4), variances 2 and 8.
        GradientReport.Row row = report.row("w", GradientReport.EXACT);
        assertThat(row.entries()).isEqualTo(2);
        assertThat(row.norm()).isCloseTo(5, within(1e-12));
        assertThat(row.cosine()).isCloseTo(1, within(1e-12));
        assertThat(row.signs()).isEqualTo(1);
        assertThat(row.variance()).isCloseTo(10, within(1e-12));
        assertThat(row.zeros()).isZero();
        assertThat(row.notFinite()).isZero();
        assertThat(report.row("b", GradientReport.EXACT).variance()).isZero();
        assertThat(report.row(GradientReport.ALL, GradientReport.EXACT).norm())
                .isCloseTo(Math.sqrt(25 + 4), within(1e-12));
        assertThat(report.row(GradientReport.ALL, GradientReport.EXACT).variance())
                .isCloseTo(10, within(1e-12));
    }

    @Test
    void policiesAreComparedWithIt() {
        Map<String, GradientPolicy> policies = new LinkedHashMap<>();
        policies.put("half", exact().at(w, GradientEdit.scale(0.5)));
        policies.put("reversed", exact().at(w, GradientEdit.reverse()));
        policies.put("turned", exact().at(w, g -> g.mul(adjoint.Adjoint.constant(1, 0))));
        policies.put("stopped", exact().at(w, GradientEdit.stop()).zeroWhereDisconnected());
        policies.put("broken", exact().at(w, g -> g.mul(Double.NaN)));
        GradientReport report = compare(policies);

        assertThat(report.row("w", "half").norm()).isCloseTo(2.5, within(1e-12));
        assertThat(report.row("w", "half").cosine()).isCloseTo(1, within(1e-12));
        assertThat(report.row("w", "half").variance()).isCloseTo(2.5, within(1e-12));
        assertThat(report.row("w", "reversed").cosine()).isCloseTo(-1, within(1e-12));
        assertThat(report.row("w", "reversed").signs()).isZero();
        assertThat(report.row("w", "turned").cosine()).isCloseTo(0.6, within(1e-12));
        assertThat(report.row("w", "turned").signs()).isEqualTo(0.5);
        assertThat(report.row("w", "turned").zeros()).isEqualTo(0.5);
        assertThat(report.row("w", "stopped").zeros()).isEqualTo(1);
        assertThat(report.row("w", "stopped").cosine()).isNaN();
        assertThat(report.row("w", "broken").notFinite()).isEqualTo(1);
        assertThat(report.row("b", "broken").notFinite()).isZero();
        assertThat(report.row(GradientReport.ALL, "half").cosine())
                .isCloseTo((12.5 + 4) / Math.sqrt((25 + 4) * (6.25 + 4)), within(1e-12));
        assertThat(report.rows()).hasSize(3 * 6);
    }

    @Test
    void hugeAndTinyGradientsKeepTheirNormAndAngle() {
        Map<String, GradientPolicy> policies = new LinkedHashMap<>();
        policies.put("huge", exact().at(w, GradientEdit.scale(1e200)));
        policies.put("tiny", exact().at(w, GradientEdit.scale(1e-200)));
        GradientReport report = compare(policies);

        assertThat(report.row("w", "huge").norm()).isCloseTo(5e200, within(1e188));
        assertThat(report.row("w", "tiny").norm()).isCloseTo(5e-200, within(1e-212));
        assertThat(report.row("w", "huge").cosine()).isCloseTo(1, within(1e-12));
        assertThat(report.row("w", "tiny").cosine()).isCloseTo(1, within(1e-12));
    }

    @Test
    void textCsvAndPictureShowEveryRow() {
        String hostile = "<b>, \"x\"\n";
        GradientReport report = compare(Map.of(hostile, exact().at(w, GradientEdit.reverse())));

        assertThat(report.toText().lines()).hasSize(1 + 6);
        assertThat(report.toText().lines().skip(1).findFirst().orElseThrow().split(" +"))
                .containsExactly("w", "exact", "5", "1", "100%", "10", "0%", "0%");
        assertThat(report.toCsv())
                .startsWith("parameter,policy,entries,norm,")
                .contains("\nw,exact,2,5.0,1.0,1.0,10.0,0.0,0.0\n", "\"<b>, \"\"x\"\"\n\",");
        Document svg = Xml.parse(report.picture().toSvg());
        assertThat(Xml.elements(svg, "rect")).hasSize(6);
        assertThat(Xml.texts(svg, "text")).contains("-1", "norm 5").anyMatch(name -> name.contains("<b>"));
        assertThat(Xml.texts(svg, "desc")).containsExactly(report.picture().description());
    }

    @Test
    void oneParameterNeedsNoSum() {
        assertThat(GradientReport.compare(loss, List.of(w), Map.of(), batches).rows())
                .hasSize(1);
    }

    @Test
    void errorsNameWhatIsMissing() {
        assertThatThrownBy(() -> GradientReport.compare(loss, List.of(w), Map.of(), List.of(Map.of(b, Tensor.of(1)))))
                .hasMessageContaining("no value for input 'x'");
        assertThatThrownBy(() -> GradientReport.compare(loss, List.of(w), Map.of(), List.of()))
                .hasMessageContaining("at least one parameter and one mini-batch");
        assertThatThrownBy(() -> compare(Map.of()).row("v", "exact")).hasMessageContaining("w under exact");
    }
}
