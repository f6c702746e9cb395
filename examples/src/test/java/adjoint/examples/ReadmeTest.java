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
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Java blocks of a page, one after the other, are one program: it must compile without warnings, run, and print what
 * each {@code // prints} comment says, in that order. All links of all pages lead somewhere.
 */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ANY_BLOCK = Pattern.compile("```.*?```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern PRINTS = Pattern.compile("// prints (.*)");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "core/README.md", "mdn/README.md"})
    void theJavaOfThePageRunsAndPrintsWhatItSays(String page) throws Exception {
        List<String> lines = javaLines(Path.of("..").resolve(page));
        List<String> expected = lines.stream()
                .map(PRINTS::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1).strip())
                .toList();
        assertThat(expected).hasSizeGreaterThan(1);
        assertThat(run(compile(lines))).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "core/README.md", "mdn/README.md", "examples/README.md"})
    void linksLeadSomewhere(String page) throws IOException {
        Path file = Path.of("..").resolve(page);
        String text = ANY_BLOCK.matcher(Files.readString(file)).replaceAll("");
        Set<String> anchors = HEADING.matcher(text)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
        List<String> links =
                LINK.matcher(text).results().map(link -> link.group(1)).toList();
        assertThat(links).isNotEmpty();
        for (String link : links) {
            if (link.startsWith("#")) {
                assertThat(anchors).contains(link.substring(1));
            } else if (!link.startsWith("http")) {
                assertThat(file.resolveSibling(link.replaceAll("#.*", ""))).exists();
            }
        }
    }

    private static List<String> javaLines(Path page) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(page));
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
