package adjoint.examples.rnade;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.examples.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RnadeCommandTest {
    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args.split(" "));
    }

    @Test
    void theStudyLeavesItsFilesAndSaysWhatItFound() throws Exception {
        String small = "rnade --seeds 2 --epochs 1 --rates 0.01,1e300 --hidden 4 --frame 20 --train-sequences 1"
                + " --valid-sequences 1 --out ";
        assertThat(run(small + temp.resolve("first"))).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("NLL at rate 0.01", "exact", "local", "propagated", "cost", "clipped")
                .contains("over 2 seeds")
                .contains("exact in 2 of 2 at 1.0E300");
        for (String name : List.of("start", "end")) {
            assertThat(temp.resolve("first/gradients-" + name + ".txt"))
                    .content()
                    .contains("propagated", "cosine");
            assertThat(temp.resolve("first/gradients-" + name + ".csv"))
                    .content()
                    .contains("clipped");
            assertThat(temp.resolve("first/gradients-" + name + ".svg"))
                    .content()
                    .contains("<svg");
        }
        assertThat(temp.resolve("first/curves-0.01.svg")).content().contains("<svg");
        assertThat(Files.readAllLines(temp.resolve("first/trainings.csv"))).hasSize(1 + 2 * 2 * 5);
        assertThat(run(small + temp.resolve("second"))).isZero();
        assertThat(temp.resolve("second/trainings.csv")).hasSameTextualContentAs(temp.resolve("first/trainings.csv"));
    }

    @Test
    void badSettingsAreRefusedInOneLine() {
        assertThat(run("rnade --rates 0.01,-1 --out " + temp)).isEqualTo(2);
        assertThat(err.toString().trim()).doesNotContain("\n").contains("--rates");
        assertThat(run("rnade --seeds 0 --out " + temp)).isEqualTo(2);
    }

    @Test
    void theSentencesWeighAGainAgainstTheSpread() {
        Findings findings = new Findings(List.of(
                new Run(Variant.EXACT, 0.1, 1, List.of(2.0, 1.0), false),
                new Run(Variant.EXACT, 0.1, 2, List.of(2.0, 1.2), false),
                new Run(Variant.LOCAL, 0.1, 1, List.of(2.0, 0.1), false),
                new Run(Variant.LOCAL, 0.1, 2, List.of(2.0, 0.3), false),
                new Run(Variant.COST, 0.1, 1, List.of(2.0), true)));
        assertThat(findings.sentences())
                .contains("'local', 0.200 +- 0.141 over 2 seeds")
                .contains("0.900 nats ahead of the exact gradient, more than the spread of the difference, 0.200")
                .contains("cost in 1 of 1 at 0.1");
    }
}
