package adjoint.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ZipTest {
    /** By Python's zipfile to a stream that cannot seek: sizes stand behind the data; the header has its keys in another order. */
    private static final byte[] STREAMED = Base64.getDecoder()
            .decode(
                    "UEsDBC0ACAAAAAAAIQAAAAAA//////////8FABQAeC5ucHkBABAAAAAAAAAAAAAAAAAAAAAAAJNOVU1QWQEAdgB7J3NoYXBlJzog"
                            + "KDIsKSwgJ2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2V9ICAgICAgICAgICAgICAgICAgICAgICAgICAg"
                            + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAA+D8AAAAAAAAAwFBLBwhaXsvtkAAAAAAAAACQAAAA"
                            + "AAAAAFBLAQItAy0ACAAAAAAAIQBaXsvtkAAAAJAAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLBQYAAAAAAQABADMAAADf"
                            + "AAAAAAA=");

    private static byte[] deflated(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void archivesWrittenToAStreamAreRead() throws IOException {
        Map<String, Tensor> expected = Map.of("x", Tensor.of(new double[] {1.5, -2}));
        assertThat(Npz.decode("a.npz", STREAMED)).isEqualTo(expected);
        assertThat(Npz.decode("a.npz", deflated("x.npy", Npy.encode(Tensor.of(new double[] {1.5, -2})))))
                .isEqualTo(expected);
    }

    @Test
    void cutArchivesAreRefusedAndDamagedOnesReadOrRefused() throws IOException {
        byte[] packed = deflated("x.npy", Npy.encode(Tensor.of(new double[1_000])));
        for (byte[] whole : new byte[][] {STREAMED, packed}) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> Npz.decode("a.npz", cut)).isInstanceOf(FormatException.class);
            }
            for (int bit = 0; bit < 8 * whole.length; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Throwable problem = catchThrowable(() -> Npz.decode("a.npz", flipped));
                if (problem != null) {
                    assertThat(problem).isInstanceOf(FormatException.class).hasMessageContaining("a.npz");
                }
            }
        }
    }

    @Test
    void aHugeSizeIsRefusedBeforeItIsTaken() throws IOException {
        byte[] bomb = deflated("x.npy", new byte[100_000]);
        int size = bomb.length - 22 - "x.npy".length() - 46 + 24;
        Arrays.fill(bomb, size, size + 3, (byte) 0xff);
        bomb[size + 3] = (byte) 0xfe;
        assertThatThrownBy(() -> Npz.decode("a.npz", bomb))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("'x.npy' takes 4278190079 bytes unpacked");
    }

    @Test
    void aHeaderOfTwoMegabytesOfBlanksIsReadInBoundedTime() {
        String header = "{'fortran_order': False, 'descr': '<f8'," + " ".repeat(2_000_000) + "'shape': (0,)" + " x}";
        byte[] bytes = new byte[12 + header.length()];
        System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0}, 0, bytes, 0, 8);
        for (int i = 0; i < 4; i++) {
            bytes[8 + i] = (byte) (header.length() >> 8 * i);
        }
        for (int i = 0; i < header.length(); i++) {
            bytes[12 + i] = (byte) header.charAt(i);
        }
        assertThatThrownBy(() -> Npy.decode("a.npy", bytes))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("header that is not understood");
    }
}
