package adjoint.mdn.train;

import adjoint.tensor.Npy;
import adjoint.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** A fingerprint of numbers, by which files of different runs or models are told apart. */
public final class Digest {
    private Digest() {}

    /**
     * The SHA-256 digest of named arrays, in the order of the map: of each its name in UTF-8 and its bytes as a {@code .npy}
     * file, version 1.0.
     */
    public static String of(Map<String, Tensor> arrays) {
        MessageDigest digest = sha256();
        arrays.forEach((name, array) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(Npy.encode(array));
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The SHA-256 digest of a text in UTF-8. */
    public static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
