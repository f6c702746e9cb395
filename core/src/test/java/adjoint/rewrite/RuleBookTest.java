package adjoint.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(RuleCheck.problems(rule, RuleBook.rules())).isEmpty();
    }

    @Test
    void namesAreUnique() {
        assertThat(rules().stream().map(Rule::name)).doesNotHaveDuplicates();
    }
}
