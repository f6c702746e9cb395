package adjoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps {@code README.md} true: its picture of the packages is drawn from the class files, and its links lead somewhere. */
class ReadmeTest {
    private static final Path PAGE = Path.of("README.md");
    private static final String COMMAND = "mvn -q -pl core test -Dtest=ReadmeTest -Dpages=write";
    private static final Pattern PICTURE = Pattern.compile("(?s)```mermaid\n.*?```\n");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");
    private static final Pattern STEP = Pattern.compile("\\[`(\\w+)[^\\]]*`\\]\\(([^)]+)\\)");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("adjoint");

    @Test
    void thePictureShowsThePackages() throws IOException {
        if ("write".equals(System.getProperty("pages"))) {
            String page = Files.readString(PAGE);
            Files.writeString(PAGE, PICTURE.matcher(page).replaceFirst(picture()));
        }
        assertThat(Files.readString(PAGE)).as("run " + COMMAND).contains(picture());
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        List<MatchResult> links = LINK.matcher(Files.readString(PAGE)).results().toList();
        assertThat(links)
                .hasSizeGreaterThan(20)
                .allSatisfy(link -> assertThat(Path.of(link.group(1))).exists());
    }

    /** Where a step of a way names a method, as in {@code Function.call}, its file has a method of that name. */
    @Test
    void stepsNameWhatTheirFilesHave() throws IOException {
        Pattern method = Pattern.compile("\\[`\\w+\\.(\\w+)`\\]\\(([^)]+)\\)");
        List<MatchResult> steps =
                method.matcher(Files.readString(PAGE)).results().toList();
        assertThat(steps).hasSizeGreaterThan(10);
        for (MatchResult step : steps) {
            assertThat(Files.readString(Path.of(step.group(2)))).contains(" " + step.group(1) + "(");
        }
        for (MatchResult step : STEP.matcher(Files.readString(PAGE)).results().toList()) {
            assertThat(Path.of(step.group(2)).getFileName()).hasToString(step.group(1) + ".java");
        }
    }

    /** An arrow from each package to those it uses; what is reached through another need not be drawn. */
    private static String picture() {
        TreeMap<String, TreeSet<String>> uses = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            for (Dependency use : type.getDirectDependenciesFromSelf()) {
                String from = type.getPackageName();
                String to = use.getTargetClass().getPackageName();
                if (to.startsWith("adjoint") && !to.equals(from)) {
                    uses.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
                }
            }
        }
        StringBuilder picture = new StringBuilder("```mermaid\nflowchart BT\n");
        uses.forEach((from, all) -> all.stream()
                .filter(to -> all.stream().noneMatch(between -> reaches(uses, between, to)))
                .forEach(to -> picture.append("  ")
                        .append(from)
                        .append(" --> ")
                        .append(to)
                        .append('\n')));
        return picture + "```\n";
    }

    /** Whether one package uses another, straight or through those it uses; packages have no cycles. */
    private static boolean reaches(TreeMap<String, TreeSet<String>> uses, String from, String to) {
        TreeSet<String> next = uses.getOrDefault(from, new TreeSet<>());
        return next.contains(to) || next.stream().anyMatch(between -> reaches(uses, between, to));
    }
}
