package adjoint.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static Map<String, Tensor> all() {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        arrays.put("f8", Tensor.over(new double[] {1.5, Double.NaN, -0.0, 1e300}, 2, 2));
        arrays.put("f4", Tensor.of(new float[] {0.1f, 2}));
        arrays.put("i4 \"é<", Tensor.of(new int[] {1, Integer.MIN_VALUE}));
        arrays.put("b1", Tensor.of(new boolean[] {true, false, true}));
        arrays.put("scalar", Tensor.of(3.5));
        arrays.put("none", Tensor.zeros(DType.INT32, 0, 2));
        return arrays;
    }

    private static byte[] file(String header, int... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(json.length).put(json);
        for (int b : data) {
            out.put((byte) b);
        }
        return out.array();
    }

    private static Tensor one(String kind, int count, int... data) {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"" + kind + "\",\"shape\":[" + count
                + "],\"data_offsets\":[0," + data.length + "]}}";
        return Safetensors.decode("x", file(header, data)).get("a");
    }

    @Test
    void writingAndReadingKeepsEveryBit() {
        byte[] bytes = Safetensors.encode(all());
        assertThat(Safetensors.decode("x", bytes)).containsExactlyEntriesOf(all());
        assertThat(Safetensors.encode(all())).isEqualTo(bytes);
        assertThat(Safetensors.decode("x", Safetensors.encode(Map.of()))).isEmpty();
    }

    @Test
    void theBytesAreThoseOfTheFormat() {
        byte[] golden = file("{\"a\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}  ", 2, 1, 0, 0);
        assertThat(golden[0] % 8).isZero();
        assertThat(Safetensors.encode(Map.of("a", Tensor.of(new int[] {258})))).isEqualTo(golden);
    }

    @Test
    void otherTypesAreWidenedOrNarrowed() {
        assertThat(one("F16", 6, 0, 0x3c, 1, 0, 0xff, 0x83, 0, 0x7c, 0, 0xfc, 1, 0x7e))
                .isEqualTo(Tensor.of(new float[] {
                    1, 0x1p-24f, -1023 * 0x1p-24f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN
                }));
        assertThat(one("BF16", 4, 0x80, 0x3f, 1, 0, 0x80, 0xff, 0xc0, 0x7f))
                .isEqualTo(Tensor.of(new float[] {1, 0x1p-133f, Float.NEGATIVE_INFINITY, Float.NaN}));
        assertThat(one("I64", 1, 254, 255, 255, 255, 255, 255, 255, 255)).isEqualTo(Tensor.of(new int[] {-2}));
        assertThat(one("U32", 1, 255, 255, 255, 127)).isEqualTo(Tensor.of(new int[] {Integer.MAX_VALUE}));
        assertThat(one("I16", 1, 254, 255)).isEqualTo(Tensor.of(new int[] {-2}));
        assertThat(one("U16", 1, 254, 255)).isEqualTo(Tensor.of(new int[] {65534}));
        assertThat(one("I8", 1, 254)).isEqualTo(Tensor.of(new int[] {-2}));
        assertThat(one("U8", 1, 254)).isEqualTo(Tensor.of(new int[] {254}));
        assertThatThrownBy(() -> one("U32", 1, 0, 0, 0, 128))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("x: a: element 0 is 2147483648");
        assertThatThrownBy(() -> one("F8_E4M3", 1, 0))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("F8_E4M3");
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = Safetensors.encode(all());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Safetensors.decode("cut", cut))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith("cut: ");
        }
    }

    @Test
    void everyFlippedBitGivesArraysOrAFormatException() {
        byte[] bytes = Safetensors.encode(all());
        int refused = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(Safetensors.decode("x", flipped)).isNotEmpty();
            } catch (FormatException e) {
                assertThat(e).hasMessageStartingWith("x: ");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{} {}",
                "{\"a\":1}",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[-1],\"data_offsets\":[0,1]}}",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[1.0],\"data_offsets\":[0,1]}}",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[1,2]}}",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[-1,0]}}",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]}}",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[4294967297],\"data_offsets\":[0,1]}}",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[65536,65536],\"data_offsets\":[0,0]}}",
                "{\"__metadata__\":[[[[[[[[]]]]]]]]}",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"a\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[1,1]}}",
                "{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"b\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}"
            })
    void strangeHeadersAreRefused(String header) {
        assertThatThrownBy(() -> Safetensors.decode("odd", file(header, 7)))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("odd: ");
    }
}
