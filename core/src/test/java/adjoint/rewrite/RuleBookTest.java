package adjoint.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.autodiff.RuleCheck;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleBookTest {
    private static final Map<Rule, RuleCheck> CHECKS = new ConcurrentHashMap<>();

    /** The check of a rule, made once for all tests. */
    static RuleCheck check(Rule rule) {
        return CHECKS.computeIfAbsent(rule, RuleCheck::of);
    }

    static List<Rule> rules() {
        return RuleBook.rules();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHolds(Rule rule) {
        assertThat(check(rule).failures()).isEmpty();
    }

    @Test
    void namesAreUnique() {
        assertThat(rules().stream().map(Rule::name)).doesNotHaveDuplicates();
    }
}
