package adjoint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java blocks of the README, one after the other, are one program: it must compile without warnings, run, and print
 * what each {@code // prints} comment says, in that order.
 */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PRINTS = Pattern.compile("// prints (.*)");

    @TempDir
    Path folder;

    @Test
    void theJavaOfTheReadmeRunsAndPrintsWhatItSays() throws Exception {
        List<String> lines = javaLines();
        List<String> expected = lines.stream()
                .map(PRINTS::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1).strip())
                .toList();
        assertThat(expected).hasSizeGreaterThan(5);
        assertThat(run(compile(lines))).containsExactlyElementsOf(expected);
    }

    private static List<String> javaLines() throws IOException {
        Path readme = Path.of("..", "README.md");
        Matcher blocks = BLOCK.matcher(Files.readString(readme));
        List<String> lines = new ArrayList<>();
        while (blocks.find()) {
            lines.addAll(blocks.group(1).lines().toList());
        }
        return lines;
    }

    private Path compile(List<String> lines) throws IOException {
        String imports =
                lines.stream().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
        String body = lines.stream().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
        Path source = folder.resolve("Readme.java");
        Files.writeString(
                source,
                imports + "\npublic class Readme {\npublic static void main(String[] args) throws Exception {\n" + body
                        + "\n}\n}\n");
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(code).as(messages.toString(StandardCharsets.UTF_8)).isZero();
        return folder;
    }

    private static List<String> run(Path classes) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ReadmeTest.class.getClassLoader())) {
            loader.loadClass("Readme").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
