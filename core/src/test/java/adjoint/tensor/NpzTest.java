package adjoint.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against files that NumPy itself wrote: golden.npz with savez, other.npz with savez_compressed. */
class NpzTest {
    private static byte[] resource(String name) throws IOException {
        try (InputStream in = NpzTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static Map<String, Tensor> golden() {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        double[] numbers = {1.5, -2.25, Double.NaN, Double.POSITIVE_INFINITY, 0.0, -0.0};
        arrays.put("f8", Tensor.over(numbers, 2, 3));
        arrays.put("f4", Tensor.over(new float[] {0.1f, 2}, 2));
        arrays.put("i4", Tensor.over(new int[] {1, -2}, 1, 2, 1));
        arrays.put("b1", Tensor.of(new boolean[] {true, false}));
        arrays.put("scalar", Tensor.of(3.5));
        arrays.put("none", Tensor.zeros(DType.FLOAT64, 0, 2));
        return arrays;
    }

    @Test
    void readsWhatNumPySaves() throws IOException {
        assertThat(Npz.decode("golden.npz", resource("golden.npz"))).containsExactlyEntriesOf(golden());
    }

    @Test
    void everyArrayIsByteForByteNumPys() throws IOException {
        byte[] theirs = resource("golden.npz");
        golden().forEach((name, tensor) -> {
            byte[] ours = Npy.encode(tensor);
            assertThat(indexOf(theirs, ours)).as(name).isPositive();
        });
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void readsOtherByteAndElementOrders() throws IOException {
        Map<String, Tensor> arrays = Npz.decode("other.npz", resource("other.npz"));
        assertThat(arrays.get("big")).isEqualTo(Tensor.of(new double[][] {{1.5, 2.5}, {3.5, 4.5}}));
        assertThat(arrays.get("fortran")).isEqualTo(Tensor.of(new double[][] {{0, 1, 2}, {3, 4, 5}}));
        assertThat(arrays.get("i8")).isEqualTo(Tensor.of(new int[] {1, -5}));
        assertThat(arrays.get("cube").at(1, 2, 3)).isEqualTo(23);
        assertThat(arrays.get("cube").at(0, 1, 2)).isEqualTo(6);
    }

    @Test
    void writingAndReadingKeepsEveryBitAndWritingTwiceEveryByte() {
        byte[] bytes = Npz.encode(golden());
        assertThat(Npz.decode("x", bytes)).containsExactlyEntriesOf(golden());
        assertThat(Npz.encode(golden())).isEqualTo(bytes);
    }

    @Test
    void longHeadersStayAligned() {
        byte[] bytes = Npy.encode(Tensor.zeros(DType.BOOL, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
        assertThat((bytes.length - 1) % 64).isZero();
        assertThat(Npy.decode("x", bytes).rank()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 9, 11, 60, 127, 130, 175, 177})
    void truncatedOrLengthenedArraysAreRefused(int length) {
        byte[] whole = Npy.encode(Tensor.of(new double[] {1, 2, 3, 4, 5, 6}));
        assertThat(whole).hasSize(176);
        assertThatThrownBy(() -> Npy.decode("cut.npy", Arrays.copyOf(whole, length)))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("cut.npy: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }",
                "os.remove('x')"
            })
    void strangeHeadersAreRefused(String header) {
        byte[] bytes = Npy.encode(Tensor.of(new double[] {1}));
        byte[] text = (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, bytes, 10, text.length);
        assertThatThrownBy(() -> Npy.decode("odd.npy", bytes))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("odd.npy: ");
    }

    @Test
    void damagedArchivesAreRefused() {
        byte[] bytes = Npz.encode(golden());
        assertThatThrownBy(() -> Npz.decode("a.npz", Arrays.copyOf(bytes, bytes.length / 3)))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> Npz.decode("a.npz", "hello".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("numpy.savez");
        byte[] flipped = bytes.clone();
        flipped[170] ^= 1;
        assertThatThrownBy(() -> Npz.decode("a.npz", flipped)).isInstanceOf(FormatException.class);
    }
}
