//! Our part of the class library, which stands before TeaVM's.
//!
//! Classes of `org.teavm` replace TeaVM's own of the same name. Those of `witloom.lib` that end in `Patch`
//! replace single methods, which the launcher's `Patches` puts in place; the others serve both.

/// The sources, by their paths. Most need the runtime beside them.
pub(super) const SOURCES: &[(&str, &str)] = &[
    (
        "org/teavm/classlib/java/io/TFileInputStream.java",
        include_str!("../../library/org/teavm/classlib/java/io/TFileInputStream.java"),
    ),
    (
        "org/teavm/classlib/java/io/TFileOutputStream.java",
        include_str!("../../library/org/teavm/classlib/java/io/TFileOutputStream.java"),
    ),
    (
        "org/teavm/classlib/java/io/TFileReader.java",
        include_str!("../../library/org/teavm/classlib/java/io/TFileReader.java"),
    ),
    (
        "org/teavm/classlib/java/io/TFileWriter.java",
        include_str!("../../library/org/teavm/classlib/java/io/TFileWriter.java"),
    ),
    (
        "org/teavm/classlib/java/lang/TConsoleInputStream.java",
        include_str!("../../library/org/teavm/classlib/java/lang/TConsoleInputStream.java"),
    ),
    (
        "org/teavm/classlib/java/security/TSecureRandom.java",
        include_str!("../../library/org/teavm/classlib/java/security/TSecureRandom.java"),
    ),
    (
        "org/teavm/classlib/java/util/TRandom.java",
        include_str!("../../library/org/teavm/classlib/java/util/TRandom.java"),
    ),
    (
        "org/teavm/classlib/java/util/TStringJoiner.java",
        include_str!("../../library/org/teavm/classlib/java/util/TStringJoiner.java"),
    ),
    ("org/teavm/classlib/java/util/TUUID.java", include_str!("../../library/org/teavm/classlib/java/util/TUUID.java")),
    (
        "org/teavm/classlib/java/lang/TIllegalThreadStateException.java",
        include_str!("../../library/org/teavm/classlib/java/lang/TIllegalThreadStateException.java"),
    ),
    (
        "org/teavm/classlib/java/lang/TThread.java",
        include_str!("../../library/org/teavm/classlib/java/lang/TThread.java"),
    ),
    (
        "org/teavm/classlib/java/lang/TObjectPatch.java",
        include_str!("../../library/org/teavm/classlib/java/lang/TObjectPatch.java"),
    ),
    (
        "org/teavm/classlib/java/lang/TThreadsPatch.java",
        include_str!("../../library/org/teavm/classlib/java/lang/TThreadsPatch.java"),
    ),
    ("witloom/lib/tasks/EventQueuePatch.java", include_str!("../../library/witloom/lib/tasks/EventQueuePatch.java")),
    ("witloom/lib/tasks/Suspension.java", include_str!("../../library/witloom/lib/tasks/Suspension.java")),
    ("witloom/lib/tasks/UncaughtPatch.java", include_str!("../../library/witloom/lib/tasks/UncaughtPatch.java")),
    ("witloom/lib/Bounds.java", include_str!("../../library/witloom/lib/Bounds.java")),
    ("witloom/lib/Clock.java", include_str!("../../library/witloom/lib/Clock.java")),
    ("witloom/lib/Disk.java", include_str!("../../library/witloom/lib/Disk.java")),
    ("witloom/lib/Entropy.java", include_str!("../../library/witloom/lib/Entropy.java")),
    ("witloom/lib/Environment.java", include_str!("../../library/witloom/lib/Environment.java")),
    ("witloom/lib/Errno.java", include_str!("../../library/witloom/lib/Errno.java")),
    ("witloom/lib/FileSystem.java", include_str!("../../library/witloom/lib/FileSystem.java")),
    ("witloom/lib/Folders.java", include_str!("../../library/witloom/lib/Folders.java")),
    ("witloom/lib/GrantedFile.java", include_str!("../../library/witloom/lib/GrantedFile.java")),
    ("witloom/lib/OfObject.java", include_str!("../../library/witloom/lib/OfObject.java")),
    ("witloom/lib/OpenFile.java", include_str!("../../library/witloom/lib/OpenFile.java")),
    ("witloom/lib/Sizes.java", include_str!("../../library/witloom/lib/Sizes.java")),
    ("witloom/lib/Stdin.java", include_str!("../../library/witloom/lib/Stdin.java")),
    ("witloom/lib/Streams.java", include_str!("../../library/witloom/lib/Streams.java")),
    ("witloom/lib/Wasi.java", include_str!("../../library/witloom/lib/Wasi.java")),
    ("witloom/lib/java/io/FilePatch.java", include_str!("../../library/witloom/lib/java/io/FilePatch.java")),
    ("witloom/lib/java/io/ReaderPatch.java", include_str!("../../library/witloom/lib/java/io/ReaderPatch.java")),
    ("witloom/lib/java/lang/IntegerPatch.java", include_str!("../../library/witloom/lib/java/lang/IntegerPatch.java")),
    ("witloom/lib/java/lang/LongPatch.java", include_str!("../../library/witloom/lib/java/lang/LongPatch.java")),
    ("witloom/lib/java/lang/MathPatch.java", include_str!("../../library/witloom/lib/java/lang/MathPatch.java")),
    ("witloom/lib/java/lang/StringPatch.java", include_str!("../../library/witloom/lib/java/lang/StringPatch.java")),
    ("witloom/lib/java/lang/SystemPatch.java", include_str!("../../library/witloom/lib/java/lang/SystemPatch.java")),
    ("witloom/lib/java/lang/RuntimePatch.java", include_str!("../../library/witloom/lib/java/lang/RuntimePatch.java")),
    (
        "witloom/lib/java/nio/file/impl/DefaultFileSystemProviderPatch.java",
        include_str!("../../library/witloom/lib/java/nio/file/impl/DefaultFileSystemProviderPatch.java"),
    ),
    (
        "witloom/lib/java/nio/file/FilesPatch.java",
        include_str!("../../library/witloom/lib/java/nio/file/FilesPatch.java"),
    ),
    (
        "witloom/lib/java/util/ArrayListPatch.java",
        include_str!("../../library/witloom/lib/java/util/ArrayListPatch.java"),
    ),
    (
        "witloom/lib/java/util/TimeZonePatch.java",
        include_str!("../../library/witloom/lib/java/util/TimeZonePatch.java"),
    ),
    ("witloom/lib/java/util/ArraysPatch.java", include_str!("../../library/witloom/lib/java/util/ArraysPatch.java")),
    (
        "witloom/lib/java/util/regex/MatcherPatch.java",
        include_str!("../../library/witloom/lib/java/util/regex/MatcherPatch.java"),
    ),
    (
        "witloom/lib/org/teavm/runtime/fs/VirtualFileSystemProviderPatch.java",
        include_str!("../../library/witloom/lib/org/teavm/runtime/fs/VirtualFileSystemProviderPatch.java"),
    ),
    ("witloom/lib/java/lang/ClassPatch.java", include_str!("../../library/witloom/lib/java/lang/ClassPatch.java")),
    (
        "witloom/lib/java/util/OptionalPatch.java",
        include_str!("../../library/witloom/lib/java/util/OptionalPatch.java"),
    ),
    (
        "witloom/lib/java/util/OptionalIntPatch.java",
        include_str!("../../library/witloom/lib/java/util/OptionalIntPatch.java"),
    ),
    (
        "witloom/lib/java/util/OptionalLongPatch.java",
        include_str!("../../library/witloom/lib/java/util/OptionalLongPatch.java"),
    ),
    (
        "witloom/lib/java/util/OptionalDoublePatch.java",
        include_str!("../../library/witloom/lib/java/util/OptionalDoublePatch.java"),
    ),
    (
        "witloom/lib/java/util/regex/PatternPatch.java",
        include_str!("../../library/witloom/lib/java/util/regex/PatternPatch.java"),
    ),
    (
        "org/teavm/classlib/java/net/TConnectException.java",
        include_str!("../../library/org/teavm/classlib/java/net/TConnectException.java"),
    ),
    (
        "org/teavm/classlib/java/net/TSocketException.java",
        include_str!("../../library/org/teavm/classlib/java/net/TSocketException.java"),
    ),
    (
        "org/teavm/classlib/java/net/TSocketTimeoutException.java",
        include_str!("../../library/org/teavm/classlib/java/net/TSocketTimeoutException.java"),
    ),
    (
        "org/teavm/classlib/java/net/TUnknownHostException.java",
        include_str!("../../library/org/teavm/classlib/java/net/TUnknownHostException.java"),
    ),
    (
        "org/teavm/classlib/java/util/concurrent/TCompletableFuture.java",
        include_str!("../../library/org/teavm/classlib/java/util/concurrent/TCompletableFuture.java"),
    ),
    (
        "org/teavm/classlib/java/util/concurrent/TCompletionException.java",
        include_str!("../../library/org/teavm/classlib/java/util/concurrent/TCompletionException.java"),
    ),
    (
        "org/teavm/classlib/java/util/concurrent/TCompletionStage.java",
        include_str!("../../library/org/teavm/classlib/java/util/concurrent/TCompletionStage.java"),
    ),
    (
        "org/teavm/classlib/java/util/concurrent/TFuture.java",
        include_str!("../../library/org/teavm/classlib/java/util/concurrent/TFuture.java"),
    ),
    (
        "org/teavm/classlib/java/util/concurrent/TOutcome.java",
        include_str!("../../library/org/teavm/classlib/java/util/concurrent/TOutcome.java"),
    ),
    (
        "org/teavm/classlib/java/util/concurrent/TTimeoutException.java",
        include_str!("../../library/org/teavm/classlib/java/util/concurrent/TTimeoutException.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/TClient.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/TClient.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/THttpClient.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/THttpClient.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/THttpConnectTimeoutException.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/THttpConnectTimeoutException.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/THttpHeaders.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/THttpHeaders.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/THttpRequest.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/THttpRequest.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/THttpResponse.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/THttpResponse.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/THttpTimeoutException.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/THttpTimeoutException.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/TRequestBuilder.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/TRequestBuilder.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/TResponse.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/TResponse.java"),
    ),
    (
        "org/teavm/classlib/java/net/http/TResponseHead.java",
        include_str!("../../library/org/teavm/classlib/java/net/http/TResponseHead.java"),
    ),
    ("witloom/lib/http/Reading.java", include_str!("../../library/witloom/lib/http/Reading.java")),
    ("witloom/lib/http/Redirects.java", include_str!("../../library/witloom/lib/http/Redirects.java")),
    ("witloom/lib/http/Sending.java", include_str!("../../library/witloom/lib/http/Sending.java")),
    ("witloom/rt/Requests.java", include_str!("../../library/witloom/rt/Requests.java")),
    (
        "org/teavm/classlib/java/net/impl/TXHRURLConnection.java",
        include_str!("../../library/org/teavm/classlib/java/net/impl/TXHRURLConnection.java"),
    ),
    (
        "witloom/lib/org/teavm/backend/wasm/runtime/WasmGCSupportPatch.java",
        include_str!("../../library/witloom/lib/org/teavm/backend/wasm/runtime/WasmGCSupportPatch.java"),
    ),
    (
        "org/teavm/classlib/java/util/stream/impl/TDistinctStreamImpl.java",
        include_str!("../../library/org/teavm/classlib/java/util/stream/impl/TDistinctStreamImpl.java"),
    ),
    (
        "org/teavm/classlib/java/util/stream/intimpl/TDistinctIntStreamImpl.java",
        include_str!("../../library/org/teavm/classlib/java/util/stream/intimpl/TDistinctIntStreamImpl.java"),
    ),
    (
        "org/teavm/classlib/java/util/stream/longimpl/TDistinctLongStreamImpl.java",
        include_str!("../../library/org/teavm/classlib/java/util/stream/longimpl/TDistinctLongStreamImpl.java"),
    ),
    (
        "org/teavm/classlib/java/util/stream/doubleimpl/TDistinctDoubleStreamImpl.java",
        include_str!("../../library/org/teavm/classlib/java/util/stream/doubleimpl/TDistinctDoubleStreamImpl.java"),
    ),
    (
        "witloom/lib/java/nio/charset/CharsetPatch.java",
        include_str!("../../library/witloom/lib/java/nio/charset/CharsetPatch.java"),
    ),
    (
        "org/teavm/classlib/impl/text/DoubleAnalyzer.java",
        include_str!("../../library/org/teavm/classlib/impl/text/DoubleAnalyzer.java"),
    ),
    (
        "org/teavm/classlib/impl/text/DoubleSynthesizer.java",
        include_str!("../../library/org/teavm/classlib/impl/text/DoubleSynthesizer.java"),
    ),
    (
        "org/teavm/classlib/impl/text/FloatAnalyzer.java",
        include_str!("../../library/org/teavm/classlib/impl/text/FloatAnalyzer.java"),
    ),
    (
        "org/teavm/classlib/impl/text/FloatSynthesizer.java",
        include_str!("../../library/org/teavm/classlib/impl/text/FloatSynthesizer.java"),
    ),
    ("witloom/lib/Decimals.java", include_str!("../../library/witloom/lib/Decimals.java")),
    ("witloom/lib/Magnitude.java", include_str!("../../library/witloom/lib/Magnitude.java")),
    ("witloom/lib/Shortest.java", include_str!("../../library/witloom/lib/Shortest.java")),
    ("witloom/lib/java/lang/DoublePatch.java", include_str!("../../library/witloom/lib/java/lang/DoublePatch.java")),
    ("witloom/lib/java/lang/FloatPatch.java", include_str!("../../library/witloom/lib/java/lang/FloatPatch.java")),
    (
        "org/teavm/classlib/java/nio/charset/TIllegalCharsetNameException.java",
        include_str!("../../library/org/teavm/classlib/java/nio/charset/TIllegalCharsetNameException.java"),
    ),
    (
        "org/teavm/classlib/java/nio/charset/TMalformedInputException.java",
        include_str!("../../library/org/teavm/classlib/java/nio/charset/TMalformedInputException.java"),
    ),
    (
        "org/teavm/classlib/java/nio/charset/TUnmappableCharacterException.java",
        include_str!("../../library/org/teavm/classlib/java/nio/charset/TUnmappableCharacterException.java"),
    ),
    (
        "org/teavm/classlib/java/nio/charset/TUnsupportedCharsetException.java",
        include_str!("../../library/org/teavm/classlib/java/nio/charset/TUnsupportedCharsetException.java"),
    ),
    (
        "org/teavm/classlib/java/nio/charset/impl/TUTF8Decoder.java",
        include_str!("../../library/org/teavm/classlib/java/nio/charset/impl/TUTF8Decoder.java"),
    ),
    (
        "org/teavm/classlib/java/util/TAbstractListPatch.java",
        include_str!("../../library/org/teavm/classlib/java/util/TAbstractListPatch.java"),
    ),
    (
        "org/teavm/classlib/java/util/TBase64.java",
        include_str!("../../library/org/teavm/classlib/java/util/TBase64.java"),
    ),
    (
        "org/teavm/classlib/java/util/TDuplicateFormatFlagsException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TDuplicateFormatFlagsException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TFormatFlagsConversionMismatchException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TFormatFlagsConversionMismatchException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TFormatter.java",
        include_str!("../../library/org/teavm/classlib/java/util/TFormatter.java"),
    ),
    (
        "org/teavm/classlib/java/util/TIllegalFormatCodePointException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TIllegalFormatCodePointException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TIllegalFormatConversionException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TIllegalFormatConversionException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TIllegalFormatFlagsException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TIllegalFormatFlagsException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TIllegalFormatPrecisionException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TIllegalFormatPrecisionException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TIllegalFormatWidthException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TIllegalFormatWidthException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TMissingFormatArgumentException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TMissingFormatArgumentException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TMissingFormatWidthException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TMissingFormatWidthException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TUnknownFormatConversionException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TUnknownFormatConversionException.java"),
    ),
    ("witloom/lib/FixedList.java", include_str!("../../library/witloom/lib/FixedList.java")),
    ("witloom/lib/FixedMap.java", include_str!("../../library/witloom/lib/FixedMap.java")),
    ("witloom/lib/FixedSet.java", include_str!("../../library/witloom/lib/FixedSet.java")),
    ("witloom/lib/Once.java", include_str!("../../library/witloom/lib/Once.java")),
    ("witloom/lib/Unbase64.java", include_str!("../../library/witloom/lib/Unbase64.java")),
    ("witloom/lib/format/Digits.java", include_str!("../../library/witloom/lib/format/Digits.java")),
    ("witloom/lib/format/Hexadecimal.java", include_str!("../../library/witloom/lib/format/Hexadecimal.java")),
    ("witloom/lib/format/Printing.java", include_str!("../../library/witloom/lib/format/Printing.java")),
    ("witloom/lib/format/Specifier.java", include_str!("../../library/witloom/lib/format/Specifier.java")),
    ("witloom/lib/format/Template.java", include_str!("../../library/witloom/lib/format/Template.java")),
    (
        "witloom/lib/java/nio/charset/CharsetDecoderPatch.java",
        include_str!("../../library/witloom/lib/java/nio/charset/CharsetDecoderPatch.java"),
    ),
    ("witloom/lib/java/util/ListPatch.java", include_str!("../../library/witloom/lib/java/util/ListPatch.java")),
    ("witloom/lib/java/util/MapPatch.java", include_str!("../../library/witloom/lib/java/util/MapPatch.java")),
    ("witloom/lib/java/util/SetPatch.java", include_str!("../../library/witloom/lib/java/util/SetPatch.java")),
    (
        "witloom/lib/java/util/stream/CollectorsPatch.java",
        include_str!("../../library/witloom/lib/java/util/stream/CollectorsPatch.java"),
    ),
    ("witloom/lib/Before.java", include_str!("../../library/witloom/lib/Before.java")),
    ("witloom/lib/BeforeThrow.java", include_str!("../../library/witloom/lib/BeforeThrow.java")),
    ("witloom/lib/Cases.java", include_str!("../../library/witloom/lib/Cases.java")),
    (
        "witloom/lib/java/lang/AbstractStringBuilderPatch.java",
        include_str!("../../library/witloom/lib/java/lang/AbstractStringBuilderPatch.java"),
    ),
    ("witloom/lib/java/lang/BytePatch.java", include_str!("../../library/witloom/lib/java/lang/BytePatch.java")),
    ("witloom/lib/java/lang/EnumPatch.java", include_str!("../../library/witloom/lib/java/lang/EnumPatch.java")),
    ("witloom/lib/java/lang/ShortPatch.java", include_str!("../../library/witloom/lib/java/lang/ShortPatch.java")),
    (
        "witloom/lib/java/lang/StringBufferPatch.java",
        include_str!("../../library/witloom/lib/java/lang/StringBufferPatch.java"),
    ),
    (
        "witloom/lib/java/lang/StringBuilderPatch.java",
        include_str!("../../library/witloom/lib/java/lang/StringBuilderPatch.java"),
    ),
    (
        "witloom/lib/java/math/BigDecimalPatch.java",
        include_str!("../../library/witloom/lib/java/math/BigDecimalPatch.java"),
    ),
    (
        "witloom/lib/java/math/BigIntegerPatch.java",
        include_str!("../../library/witloom/lib/java/math/BigIntegerPatch.java"),
    ),
    (
        "witloom/lib/java/time/DurationPatch.java",
        include_str!("../../library/witloom/lib/java/time/DurationPatch.java"),
    ),
    (
        "witloom/lib/java/util/DoubleSummaryStatisticsPatch.java",
        include_str!("../../library/witloom/lib/java/util/DoubleSummaryStatisticsPatch.java"),
    ),
    (
        "witloom/lib/java/util/IntSummaryStatisticsPatch.java",
        include_str!("../../library/witloom/lib/java/util/IntSummaryStatisticsPatch.java"),
    ),
    (
        "witloom/lib/java/util/LongSummaryStatisticsPatch.java",
        include_str!("../../library/witloom/lib/java/util/LongSummaryStatisticsPatch.java"),
    ),
    ("witloom/lib/java/util/ObjectsPatch.java", include_str!("../../library/witloom/lib/java/util/ObjectsPatch.java")),
    (
        "witloom/lib/java/nio/ByteBufferPatch.java",
        include_str!("../../library/witloom/lib/java/nio/ByteBufferPatch.java"),
    ),
    (
        "org/teavm/classlib/java/util/TArrayListPatch.java",
        include_str!("../../library/org/teavm/classlib/java/util/TArrayListPatch.java"),
    ),
    (
        "org/teavm/classlib/impl/unicode/CLDRHelper.java",
        include_str!("../../library/org/teavm/classlib/impl/unicode/CLDRHelper.java"),
    ),
    (
        "org/teavm/classlib/impl/unicode/CLDRReader.java",
        include_str!("../../library/org/teavm/classlib/impl/unicode/CLDRReader.java"),
    ),
    (
        "org/teavm/classlib/impl/unicode/DateTexts.java",
        include_str!("../../library/org/teavm/classlib/impl/unicode/DateTexts.java"),
    ),
    (
        "org/teavm/classlib/java/lang/TStores.java",
        include_str!("../../library/org/teavm/classlib/java/lang/TStores.java"),
    ),
    (
        "org/teavm/classlib/java/text/TDateFormatPatch.java",
        include_str!("../../library/org/teavm/classlib/java/text/TDateFormatPatch.java"),
    ),
    (
        "org/teavm/classlib/java/text/TDecimalFormatPatch.java",
        include_str!("../../library/org/teavm/classlib/java/text/TDecimalFormatPatch.java"),
    ),
    (
        "org/teavm/classlib/java/text/TDecimalFormatSymbolsPatch.java",
        include_str!("../../library/org/teavm/classlib/java/text/TDecimalFormatSymbolsPatch.java"),
    ),
    (
        "org/teavm/classlib/java/text/TNumberFormatPatch.java",
        include_str!("../../library/org/teavm/classlib/java/text/TNumberFormatPatch.java"),
    ),
    (
        "org/teavm/classlib/java/text/TSimpleDateFormatPatch.java",
        include_str!("../../library/org/teavm/classlib/java/text/TSimpleDateFormatPatch.java"),
    ),
    (
        "org/teavm/classlib/java/util/TLanguageTag.java",
        include_str!("../../library/org/teavm/classlib/java/util/TLanguageTag.java"),
    ),
    (
        "org/teavm/classlib/java/util/TLocale.java",
        include_str!("../../library/org/teavm/classlib/java/util/TLocale.java"),
    ),
    (
        "org/threeten/bp/format/SimpleDateTimeFormatStyleProviderPatch.java",
        include_str!("../../library/org/threeten/bp/format/SimpleDateTimeFormatStyleProviderPatch.java"),
    ),
    (
        "org/threeten/bp/format/SimpleDateTimeTextProviderPatch.java",
        include_str!("../../library/org/threeten/bp/format/SimpleDateTimeTextProviderPatch.java"),
    ),
    ("witloom/lib/Casts.java", include_str!("../../library/witloom/lib/Casts.java")),
    (
        "witloom/lib/java/lang/reflect/ArrayPatch.java",
        include_str!("../../library/witloom/lib/java/lang/reflect/ArrayPatch.java"),
    ),
    (
        "org/teavm/classlib/java/util/THexFormat.java",
        include_str!("../../library/org/teavm/classlib/java/util/THexFormat.java"),
    ),
    (
        "org/teavm/classlib/java/util/TInputMismatchException.java",
        include_str!("../../library/org/teavm/classlib/java/util/TInputMismatchException.java"),
    ),
    (
        "org/teavm/classlib/java/util/TScanner.java",
        include_str!("../../library/org/teavm/classlib/java/util/TScanner.java"),
    ),
    (
        "org/teavm/classlib/java/util/TScannerText.java",
        include_str!("../../library/org/teavm/classlib/java/util/TScannerText.java"),
    ),
    (
        "org/teavm/classlib/java/util/concurrent/TLinkedBlockingQueue.java",
        include_str!("../../library/org/teavm/classlib/java/util/concurrent/TLinkedBlockingQueue.java"),
    ),
    ("witloom/lib/Numerals.java", include_str!("../../library/witloom/lib/Numerals.java")),
    (
        "org/teavm/classlib/java/lang/TArrayStoreException.java",
        include_str!("../../library/org/teavm/classlib/java/lang/TArrayStoreException.java"),
    ),
];
