package adjoint;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of the core, and what holds of every source file. */
class ArchitectureTest {
    /** Each package may use those before it. The last is the facade. */
    private static final List<String> LAYERS = List.of(
            "adjoint.tensor",
            "adjoint.exact",
            "adjoint.kernel",
            "adjoint.expr",
            "adjoint.rewrite",
            "adjoint.autodiff",
            "adjoint.loop",
            "adjoint.compile",
            "adjoint.run",
            "adjoint.inspect",
            "adjoint");

    private static final int LONGEST_FILE = 400;
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?m)^public (?:(?:abstract|final|sealed|non-sealed) )*(?:class|interface|record|enum|@interface) (\\w+)");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("adjoint");

    static Stream<String> layers() {
        return LAYERS.stream();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aPackageUsesOnlyThoseBelowIt(String layer) {
        int own = LAYERS.indexOf(layer);
        String[] above =
                IntStream.range(own + 1, LAYERS.size()).mapToObj(LAYERS::get).toArray(String[]::new);
        if (above.length > 0) {
            noClasses()
                    .that()
                    .resideInAPackage(layer)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void everyPackageIsALayer() {
        List<String> packages = CLASSES.getDefaultPackage().getSubpackagesInTree().stream()
                .filter(p ->
                        p.getName().startsWith("adjoint") && !p.getClasses().isEmpty())
                .map(JavaPackage::getName)
                .toList();
        assertThat(LAYERS).containsAll(packages);
        assertThat(packages).contains("adjoint.tensor", "adjoint.kernel", "adjoint.expr", "adjoint.run");
    }

    @Test
    void noSourceFileIsLong() {
        assertThat(sources()
                        .collect(Collectors.toMap(
                                Path::getFileName, f -> read(f).lines().count(), Math::max)))
                .allSatisfy((file, lines) ->
                        assertThat(lines).as("lines of " + file).isLessThan(LONGEST_FILE));
    }

    @Test
    void everyPublicTypeHasJavadoc() {
        List<String> bare = sources()
                .filter(file -> file.toString().contains("main"))
                .filter(file -> {
                    String source = read(file);
                    return PUBLIC_TYPE
                            .matcher(source)
                            .results()
                            .anyMatch(type -> !source.substring(0, type.start())
                                    .stripTrailing()
                                    .replaceAll("(\\R(@|//).*)+\\z", "")
                                    .endsWith("*/"));
                })
                .map(file -> file.getFileName().toString())
                .toList();
        assertThat(bare).isEmpty();
    }

    private static Stream<Path> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
