package adjoint.examples.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.RuleCheck;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OwnOpAndRuleTest {
    @Test
    void theRuleIsCheckedAsThoseOfTheBookAre() {
        RuleCheck.of(OwnOpAndRule.RULE).orThrow();
    }

    @Test
    void theRuleFiresAndItsLogSaysWhere() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            OwnOpAndRule.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("999.3068528194401")
                .contains("stabilise log-sinh: log(sinh(x))  ->  logSinh(x)")
                .contains("at OwnOpAndRule.java:")
                .contains("1 hits");
    }
}
