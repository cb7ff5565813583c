package dev.likeness.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ApiStackExtension.class)
class DemoIT {
  @TempDir private Path results;

  @Test
  void drawsAPhotoWhereNoneIsGiven(ApiStack stack) throws Exception {
    assertThat(new Demo(stack.stack(), results).run(Optional.empty())).isTrue();

    BufferedImage picture = ImageIO.read(results.resolve("before-after.jpg").toFile());
    assertThat(picture.getWidth()).isEqualTo(2 * 1080 + 12);
  }
}
