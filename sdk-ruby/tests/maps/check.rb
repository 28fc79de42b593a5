# Sends what no type allows, and tells what is said about it.
module Exports::Check
  API = Imports::Api

  def self.wrong(how)
    case how
    when "short bytes" then API.four("abc")
    when "array of bytes" then API.four([1, 2, 3, 4])
    when "long words" then API.words([1, 2, 3, 4])
    when "bad word" then API.words([1, -1, 2])
    when "bad name" then API.names(["a", 7])
    when "pairs" then API.ages([["a", 1]])
    when "bad key" then API.ages({ a: 1 })
    when "nil key" then API.ages({ "a" => 1, nil => 2 })
    when "nil value" then API.ages({ "a" => nil })
    end
    "nothing was raised"
  rescue Witloom::TypeMismatch => error
    error.message
  end
end
