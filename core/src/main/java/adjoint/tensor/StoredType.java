package adjoint.tensor;

import java.nio.ByteBuffer;

/** How array files store numbers, by the names that safetensors gives to them; each is read into one of our types. */
enum StoredType {
    F64(8, DType.FLOAT64),
    F32(4, DType.FLOAT32),
    F16(2, DType.FLOAT32),
    BF16(2, DType.FLOAT32),
    I64(8, DType.INT32),
    I32(4, DType.INT32),
    I16(2, DType.INT32),
    I8(1, DType.INT32),
    U32(4, DType.INT32),
    U16(2, DType.INT32),
    U8(1, DType.INT32),
    BOOL(1, DType.BOOL);

    private final int bytes;
    private final DType dtype;

    StoredType(int bytes, DType dtype) {
        this.bytes = bytes;
        this.dtype = dtype;
    }

    /** What a type of ours is stored as. */
    static StoredType of(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> F64;
            case FLOAT32 -> F32;
            case INT32 -> I32;
            case BOOL -> BOOL;
        };
    }

    /** Bytes that a number takes. */
    int bytes() {
        return bytes;
    }

    /** Puts all elements of a tensor where a buffer stands. */
    static void write(Tensor tensor, ByteBuffer out) {
        for (int i = 0; i < tensor.size(); i++) {
            switch (tensor.dtype()) {
                case FLOAT64 -> out.putDouble(tensor.doubles()[i]);
                case FLOAT32 -> out.putFloat(tensor.floats()[i]);
                case INT32 -> out.putInt(tensor.ints()[i]);
                case BOOL -> out.put((byte) (tensor.booleans()[i] ? 1 : 0));
            }
        }
    }

    /**
     * A tensor from where a buffer stands, which holds enough.
     *
     * @param what names the source in messages
     * @param cure what a message says is to be done about a whole number that does not fit
     * @throws FormatException where a whole number does not fit into int32
     */
    Tensor read(String what, int[] shape, ByteBuffer in, String cure) {
        Tensor tensor = Tensor.zeros(dtype, shape);
        for (int i = 0; i < tensor.size(); i++) {
            switch (this) {
                case F64 -> tensor.doubles()[i] = in.getDouble();
                case F32 -> tensor.floats()[i] = in.getFloat();
                case F16 -> tensor.floats()[i] = half(in.getShort());
                case BF16 -> tensor.floats()[i] = Float.intBitsToFloat(in.getShort() << 16);
                case BOOL -> tensor.booleans()[i] = in.get() != 0;
                default -> tensor.ints()[i] = narrow(what, integer(in), i, cure);
            }
        }
        return tensor;
    }

    private long integer(ByteBuffer in) {
        return switch (this) {
            case I64 -> in.getLong();
            case U32 -> Integer.toUnsignedLong(in.getInt());
            case I32 -> in.getInt();
            case U16 -> Short.toUnsignedLong(in.getShort());
            case I16 -> in.getShort();
            case U8 -> Byte.toUnsignedLong(in.get());
            default -> in.get();
        };
    }

    private static int narrow(String what, long value, int position, String cure) {
        if (value != (int) value) {
            throw new FormatException(what + ": element " + position + " is " + value + ", too large for int32" + cure);
        }
        return (int) value;
    }

    /** A number of IEEE 754 binary16: sign, 5 bits of exponent, 10 bits of fraction. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float size;
        if (exponent == 0) {
            size = Math.scalb((float) fraction, -24);
        } else if (exponent == 0x1f) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            size = Math.scalb((float) (fraction + 0x400), exponent - 25);
        }
        return bits < 0 ? -size : size;
    }
}
