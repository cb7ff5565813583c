package dev.likeness.worker.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.TensorSpec;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Reads what a graph declares, in our terms. */
final class Signatures {
  private Signatures() {}

  /** What a session declares; refused with the difference if it is not what the caller can use. */
  static ModelSignature checked(ModelFile file, SignatureCheck check, OrtSession session)
      throws OrtException {
    ModelSignature actual =
        new ModelSignature(
            specs(session.getInputInfo().values()), specs(session.getOutputInfo().values()));
    check
        .difference(actual)
        .ifPresent(
            difference -> {
              throw new ModelException(
                  Reason.NOT_LOADED, file + " has another signature:\n" + difference);
            });
    return actual;
  }

  static OnnxJavaType runtimeType(ElementType type) {
    return switch (type) {
      case UINT8 -> OnnxJavaType.UINT8;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      case FLOAT16 -> OnnxJavaType.FLOAT16;
      case FLOAT32 -> OnnxJavaType.FLOAT;
      case FLOAT64 -> OnnxJavaType.DOUBLE;
    };
  }

  private static List<TensorSpec> specs(Collection<NodeInfo> nodes) {
    return nodes.stream().map(Signatures::spec).toList();
  }

  private static TensorSpec spec(NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      return new TensorSpec(node.getName(), "not a tensor", List.of());
    }
    List<Long> shape = Arrays.stream(tensor.getShape()).boxed().toList();
    return new TensorSpec(node.getName(), typeName(tensor.type), shape);
  }

  private static String typeName(OnnxJavaType type) {
    return Arrays.stream(ElementType.values())
        .filter(known -> runtimeType(known) == type)
        .findFirst()
        .map(Enum::name)
        .orElseGet(type::name);
  }
}
