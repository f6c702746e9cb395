package adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.autodiff.OpCheck;
import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Type;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op on every sample, through the public checker; and nothing left out of the table. */
class OpTableTest {
    /** Leaves that a call gives: there is nothing to compute. */
    private static final Set<Class<?>> GIVEN = Set.of(Leaf.Input.class, Leaf.State.class);

    static Stream<Sample> samples() {
        return OpTable.all().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyOpIsRightOnItsSamples(Sample sample) {
        OpCheck.of(sample).orThrow();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyOpRefusesAnotherNumberOfInputs(Sample sample) {
        Type type = Type.of(DType.FLOAT64, 2, 2);
        int count = sample.inputs().size();
        if (!(sample.op() instanceof Slicing.Concat)) {
            assertThatThrownBy(() -> sample.op().infer(Collections.nCopies(count + 1, type)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("takes " + count);
        }
        assertThatThrownBy(() -> sample.op().infer(Collections.nCopies(count == 0 ? 1 : 0, type)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("takes ");
    }

    @Test
    void everyOpClassIsInTheTable() {
        Set<Class<?>> listed = samples().map(sample -> sample.op().getClass()).collect(Collectors.toSet());
        Set<Class<?>> existing = new ClassFileImporter()
                .importPackages("adjoint.expr").stream()
                        .filter(type -> type.getPackageName().equals("adjoint.expr"))
                        .filter(type -> type.isAssignableTo(Op.class) && !type.isInterface() && !isTest(type))
                        .map(JavaClass::reflect)
                        .filter(type -> !GIVEN.contains(type))
                        .collect(Collectors.toSet());
        assertThat(existing).hasSizeGreaterThan(20);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(existing);
    }

    private static boolean isTest(JavaClass type) {
        return type.getSource().orElseThrow().getUri().getPath().contains("/test-classes/");
    }
}
