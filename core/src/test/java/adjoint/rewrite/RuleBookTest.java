package adjoint.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.RuleCheck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleBookTest {
    static List<Rule> rules() {
        return RuleBook.rules();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(Rule rule) {
        assertThat(RuleCheck.of(rule).failures()).isEmpty();
    }

    @Test
    void namesAreUnique() {
        assertThat(rules().stream().map(Rule::name)).doesNotHaveDuplicates();
    }
}
