package adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Writes {@code OPS.md} from the table of ops when told to, and otherwise holds the file against it. */
class OpsPageTest {
    private static final Path PAGE = Path.of("OPS.md");
    private static final String COMMAND = "mvn -q -pl core test -Dtest=OpsPageTest -Dpages=write";

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        if ("write".equals(System.getProperty("pages"))) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).as("run " + COMMAND).exists().content().isEqualTo(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # The ops

                Generated from the table of ops by `%s`.

                Each op with its formula, its element types, and what it passes back to its inputs: `g` is the
                cotangent of its output, `y` the output, and `a`, `b`, `c` are its inputs. What is broadcast is summed
                out afterwards. Every line is tested: first and second derivative against differences in float64 and
                float32, values against other implementations, and what is agreed at special points at every level of
                optimisation.
                """.formatted(COMMAND));
        for (OpTable.Group group : OpTable.groups()) {
            page.append("\n## ").append(group.title()).append('\n');
            Map<String, List<Sample>> byName = group.samples().stream()
                    .collect(Collectors.groupingBy(s -> s.op().name(), LinkedHashMap::new, Collectors.toList()));
            byName.forEach((name, samples) -> page.append(entry(name, samples)));
        }
        return page.toString();
    }

    private static String entry(String name, List<Sample> samples) {
        Sample sample = samples.get(0);
        List<Expr> x = sample.variables(DType.FLOAT64);
        List<String> names = x.stream().map(Expr::name).toList();
        StringBuilder entry = new StringBuilder("\n### " + name + "\n");
        entry.append("`").append(sample.op().print(names)).append("` is $");
        entry.append(sample.op().latex(names)).append("$\n");
        entry.append("- types: ").append(String.join("; ", types(samples))).append('\n');
        sample.op()
                .define(x)
                .ifPresent(meaning -> entry.append("- means: `").append(meaning).append("`\n"));
        String gradient = gradient(sample, x);
        if (!gradient.isEmpty()) {
            entry.append("- gradient: ").append(gradient).append('\n');
        }
        if (sample.op().commutative()) {
            entry.append("- the inputs may be exchanged\n");
        }
        if (!sample.op().convention().isEmpty()) {
            entry.append("- agreed: ").append(sample.op().convention()).append('\n');
        }
        return entry.toString();
    }

    /** What goes in and what comes out, once for each combination that is sampled. */
    private static Set<String> types(List<Sample> samples) {
        Set<String> types = new TreeSet<>();
        for (Sample sample : samples) {
            List<String> in = sample.inputs().stream()
                    .map(given -> word(given.type().dtype()))
                    .toList();
            DType out = Expr.of(sample.op(), sample.variables(DType.FLOAT64)).dtype();
            types.add((in.isEmpty() ? "" : String.join(", ", in) + " to ") + word(out));
        }
        return types;
    }

    private static String word(DType dtype) {
        return dtype == DType.FLOAT64 ? "float" : dtype.toString();
    }

    private static String gradient(Sample sample, List<Expr> x) {
        Expr y = Expr.of(sample.op(), x).named("y");
        if (!y.dtype().isFloat() || x.isEmpty()) {
            return "";
        }
        Expr g = Expressions.input("g", y.dtype(), y.shape().dims().toArray());
        List<Expr> cotangents = sample.op().vjp(y, g, x);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            if (cotangents.get(i) != null) {
                Expr cotangent = cotangents.get(i);
                String text = cotangent == g ? "g" : Graph.text(cotangent, 400);
                parts.add(x.get(i).name() + " gets `" + text + "`");
            }
        }
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }
}
