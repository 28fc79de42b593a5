module Atlas
  module Late
    WORD = File.read(File.join(__dir__, "late.txt")).strip
  end
end
