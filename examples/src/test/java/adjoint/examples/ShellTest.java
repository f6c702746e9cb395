package adjoint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types into the shell that {@code mvn -q compile exec:exec@shell} opens. Skipped where the JDK has no JShell. */
class ShellTest {
    private static final Path SHELL = Path.of(System.getProperty("java.home"), "bin", "jshell");

    @TempDir
    Path folder;

    @Test
    void everythingIsImportedAndSnippetsAreNamed() throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "this JDK has no jshell");
        String said = type(
                "Expr x = vector(\"x\", \"n\"), y = x.exp().sum().log()",
                "show(grad(y, x))",
                "function(x).returning(y).compile().call(Tensor.of(1000, 1000))",
                "function(scalar(\"s\")).returning(scalar(\"s\"))",
                "x.dot(matrix(\"m\", 3, 4))",
                "picture(GraphPicture.of(y))",
                "guide()");
        assertThat(said)
                .contains("float64[n]  softmax[axis=0](x)")
                .contains("1000.6931471805599")
                .contains("to be made by compile()")
                .contains("the inner sizes differ", "JShell snippet 6")
                .contains(".svg")
                .contains("an input; \"n\" is a size that the call decides");
    }

    private String type(String... lines) throws Exception {
        Path typed = folder.resolve("typed"), said = folder.resolve("said");
        Files.write(typed, List.of(lines));
        Process shell = new ProcessBuilder(
                        SHELL.toString(),
                        "--class-path",
                        System.getProperty("java.class.path"),
                        "--feedback",
                        "concise",
                        "--startup",
                        Path.of("src/main/jshell/adjoint.jsh").toString(),
                        "-R-Djava.io.tmpdir=" + folder,
                        "-R--enable-native-access=ALL-UNNAMED")
                .redirectInput(typed.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(shell.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return Files.readString(said, StandardCharsets.UTF_8);
    }
}
