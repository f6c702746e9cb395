package adjoint.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds RULES.md to the rule book; {@code mvn -q -pl core test -Dtest=RulePageTest -Dpages=write} writes it anew. */
class RulePageTest {
    private static final Path PAGE = Path.of("RULES.md");

    @Test
    void thePageIsWhatTheBookSays() throws IOException {
        String page =
                RulePage.of(RuleBook.rules(), rule -> RuleBookTest.check(rule).tests());
        if ("write".equals(System.getProperty("pages"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("RULES.md is stale; write it with: mvn -q -pl core test -Dtest=RulePageTest -Dpages=write")
                .isEqualTo(page);
    }
}
