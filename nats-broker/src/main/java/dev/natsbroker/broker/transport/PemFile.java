package dev.natsbroker.broker.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468), in their order. What stands between them, and blocks that are damaged, are passed over.
 *
 * @param path the file
 * @param blocks what it holds
 */
record PemFile(Path path, List<Block> blocks) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*?\\R(.*?)-----END \\1-----", Pattern.DOTALL);
    /** What RFC 1421 puts before the content, e.g. of a key that OpenSSL encrypted in the old way. */
    private static final Pattern HEADERS = Pattern.compile("\\A(?:[A-Za-z0-9-]+:[^\\r\\n]*\\R)+\\s*");

    private static final Base64.Decoder BASE64 = Base64.getMimeDecoder();

    /**
     * One block.
     *
     * @param type the label, e.g. {@code CERTIFICATE}
     * @param encrypted whether the content needs a password
     * @param content the decoded bytes, DER
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(String type, boolean encrypted, byte[] content) {
        boolean isCertificate() {
            return type.equals("CERTIFICATE");
        }

        boolean isPrivateKey() {
            return type.endsWith("PRIVATE KEY");
        }
    }

    /** @throws TlsSetupException if the file cannot be read */
    static PemFile read(Path path) {
        String text = text(path);
        List<Block> blocks = new ArrayList<>();
        for (Matcher found = BLOCK.matcher(text); found.find(); ) {
            addBlock(found.group(1), found.group(2), blocks);
        }
        return new PemFile(path, List.copyOf(blocks));
    }

    private static String text(Path path) {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new TlsSetupException("open " + path + ": no such file or directory", e);
        } catch (AccessDeniedException e) {
            throw new TlsSetupException("open " + path + ": permission denied", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(path) ? "is a directory" : String.valueOf(e.getMessage());
            throw new TlsSetupException("read " + path + ": " + reason, e);
        }
    }

    private static void addBlock(String type, String body, List<Block> blocks) {
        Matcher headers = HEADERS.matcher(body);
        boolean hasHeaders = headers.find();
        boolean encrypted =
                type.startsWith("ENCRYPTED ") || (hasHeaders && headers.group().contains("ENCRYPTED"));
        try {
            blocks.add(new Block(type, encrypted, BASE64.decode(hasHeaders ? body.substring(headers.end()) : body)));
        } catch (IllegalArgumentException e) {
            // not base64: no block
        }
    }

    /** The labels of all blocks, for a message. */
    List<String> types() {
        return blocks.stream().map(Block::type).toList();
    }
}
